using System.Text;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>The spool on a real disk.</summary>
public sealed class SpoolOnDiskTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smtpadmin-spool-");

    private string SpoolPath => Path.Combine(_directory.FullName, "a", "spool");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131040)]
    [InlineData(1_000_003)]
    public async Task What_was_committed_is_there_after_a_restart(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        long number;
        await using (var spool = (await OpenAsync()).Spool)
        {
            await using var draft = spool.Begin();
            number = draft.Number;
            await draft.WriteAsync(content, Token);
            await draft.CommitAsync("Received: \r\n"u8.ToArray(), "envelope"u8.ToArray());
            await spool.AppendChangeAsync(number, "one"u8.ToArray());
            await spool.AppendChangeAsync(number, "two"u8.ToArray());
        }
        var opening = await OpenAsync();
        await using var again = opening.Spool;
        Assert.Empty(opening.Damage);
        var message = Assert.Single(opening.Messages);
        Assert.Equal(number, message.Number);
        Assert.Equal(length + 12, message.Length);
        Assert.Equal("envelope", Encoding.ASCII.GetString(message.Envelope.Span));
        Assert.Equal(["one", "two"], message.Changes.Select(change => Encoding.ASCII.GetString(change.Span)));
        Assert.Equal("Received: \r\n"u8.ToArray().Concat(content), await ReadAsync(again, number));
        await again.RemoveAsync(number);
        Assert.Throws<KeyNotFoundException>(() => again.OpenContent(number));
        await again.DisposeAsync();
        var last = await OpenAsync();
        await using var empty = last.Spool;
        Assert.Empty(last.Messages);
        Assert.True(empty.Begin().Number > number);
    }

    [Fact]
    public async Task Two_relays_never_have_one_spool()
    {
        await using var spool = (await OpenAsync()).Spool;
        var exception = await Assert.ThrowsAsync<SpoolInUseException>(OpenAsync);
        Assert.Contains(SpoolPath, exception.Message, StringComparison.Ordinal);
    }

    private static async Task<byte[]> ReadAsync(Spool spool, long number)
    {
        using var all = new MemoryStream();
        await using var content = spool.OpenContent(number);
        while (await content.ReadAsync(Token) is { IsEmpty: false } block) all.Write(block.Span);
        Assert.Equal(content.Length, all.Length);
        return all.ToArray();
    }

    private Task<SpoolOpening> OpenAsync() => Spool.OpenAsync(new() { Path = SpoolPath }, DiskFiles.Instance, TimeProvider.System, Token);
}
