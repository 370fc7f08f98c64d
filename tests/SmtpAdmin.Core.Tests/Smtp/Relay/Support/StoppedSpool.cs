using System.Buffers.Binary;
using System.Text;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>A spool on disk that no relay has; it goes with its test.</summary>
internal sealed class StoppedSpool : IDisposable
{
    /// <summary>What each message is.</summary>
    public const string Content = "Received: from here\r\nSubject: test\r\n\r\nHello.\r\n";

    private readonly TemporaryFolder _folder = new();

    public string Path => System.IO.Path.Combine(_folder.Path, "spool");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens it as a relay does.</summary>
    public async Task<Spool> OpenAsync() => (await Spool.OpenAsync(new SpoolOptions { Path = Path }, DiskFiles.Instance, TimeProvider.System, Token)).Spool;

    /// <summary>Puts messages into it.</summary>
    public async Task KeepAsync(params string[] queueIds)
    {
        await using var spool = await OpenAsync();
        foreach (var id in queueIds)
        {
            var envelope = new RelayEnvelope
            {
                QueueId = id, ReceivedAt = TimeProvider.System.GetUtcNow(), Sender = "ann@example.org", Recipients = [new RelayRecipient("bob@example.net")], Size = Content.Length,
            };
            await using var draft = spool.Begin();
            await draft.WriteAsync(Encoding.ASCII.GetBytes(Content), Token);
            await draft.CommitAsync(default, RelayRecordCodec.WriteEnvelope(envelope));
        }
    }

    /// <summary>Damages what the messages say.</summary>
    public Task DamageAsync() => EditAsync(octets => octets[octets.AsSpan().IndexOf("Subject: test"u8)] ^= 0x20);

    /// <summary>Makes it look as if a later version had written it.</summary>
    public Task MakeLaterAsync() => EditAsync(octets =>
    {
        const int sumAt = 64;
        foreach (var start in (int[])[0, SpoolSegmentHeader.Size / 2]) // there are two copies
        {
            var header = octets.AsSpan(start);
            BinaryPrimitives.WriteInt32LittleEndian(header[8..], 2);
            BinaryPrimitives.WriteUInt32LittleEndian(header[sumAt..], Crc32C.Of(header[..sumAt]));
        }
    });

    /// <summary>All its files, to see whether anything changed.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FilesAsync()
    {
        var files = new Dictionary<string, string>();
        foreach (var path in Directory.GetFiles(Path, "*", SearchOption.AllDirectories)) files.Add(path, Convert.ToBase64String(await File.ReadAllBytesAsync(path, Token)));
        return files;
    }

    public void Dispose() => _folder.Dispose();

    private async Task EditAsync(Action<byte[]> edit)
    {
        var segment = Directory.GetFiles(Path).MaxBy(path => new FileInfo(path).Length)!;
        var octets = await File.ReadAllBytesAsync(segment, Token);
        edit(octets);
        await File.WriteAllBytesAsync(segment, octets, Token);
    }
}
