using System.Text;
using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>A small spool with some of everything, as files to be damaged.</summary>
internal sealed class SampleSpool
{
    public static readonly SpoolOptions Options = new() { Path = Path.GetFullPath("/spool"), SegmentSize = SpoolSegmentHeader.Size + 1400, BlockSize = 512 };

    private readonly Dictionary<long, byte[]> _contents = [];
    private readonly Dictionary<long, string> _said = [];

    private SampleSpool(IReadOnlyDictionary<string, byte[]> files) => Files = files;

    /// <summary>Its files, without the lock.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; private set; }

    /// <summary>The messages that are in it.</summary>
    public IReadOnlyCollection<long> Numbers => _contents.Keys;

    /// <summary>The message that was removed.</summary>
    public long Removed { get; private set; }

    /// <summary>Makes one: several segments, small and large messages, changes, one that was moved, one that was removed.</summary>
    public static async Task<SampleSpool> MakeAsync()
    {
        var sample = new SampleSpool(new Dictionary<string, byte[]>());
        var disk = new FakeDisk(1);
        await using (var spool = (await Spool.OpenAsync(Options, disk, new ManualTime(), CancellationToken.None)).Spool)
        {
            await sample.CommitAsync(spool, 100, changes: 2);
            sample.Removed = await sample.CommitAsync(spool, 50, changes: 0);
            await sample.CommitAsync(spool, 1200, changes: 1);
            await spool.RemoveAsync(sample.Removed);
            sample._contents.Remove(sample.Removed);
            await sample.CommitAsync(spool, 1500, changes: 0);
            await sample.CommitAsync(spool, 10, changes: 1);
            await sample.CommitAsync(spool, 0, changes: 0);
        }
        sample.Files = disk.Files;
        return sample;
    }

    /// <summary>
    /// Opens a spool of these files, which differ from the sample's, and compares. Nothing may throw, and no message may be handed out that is not
    /// whole. What is not there must have been named.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <param name="mayBringBack">The damage may be in the record that removes a message.</param>
    /// <param name="mayLookTorn">The damage may be at the very end, where it looks as if the power had failed before anything was promised.</param>
    /// <returns>The messages that cannot be had any more, or of which something is missing; and those among them that do not say so when they are read.</returns>
    public async Task<(IReadOnlySet<long> Lost, IReadOnlySet<long> Named)> FindLostAsync(IReadOnlyDictionary<string, byte[]> files, bool mayBringBack, bool mayLookTorn)
    {
        var recovery = SpoolRecovery.Read(Options.Path, FakeDisk.With(files), isLive: false, CancellationToken.None);
        var lost = new HashSet<long>(Numbers);
        var named = new HashSet<long>(Numbers);
        foreach (var message in recovery.Messages)
        {
            var number = message.Entry.Number;
            if (number == Removed && mayBringBack) continue;
            Assert.Contains(number, Numbers);
            var found = await CompareAsync(message);
            if (found == true) lost.Remove(number);
            if (found != false) named.Remove(number); // of a full segment the content is checked only when it is read, which names it
        }
        if (named.Count > 0 && !mayLookTorn) Assert.NotEmpty(recovery.Damage);
        return (lost, named);
    }

    /// <returns>Null when its content is said to be damaged, and false when something else is missing.</returns>
    private async Task<bool?> CompareAsync(RecoveredMessage message)
    {
        var number = message.Entry.Number;
        var stored = message.ToStored();
        Assert.StartsWith(Encoding.ASCII.GetString(stored.Envelope.Span), _said[number], StringComparison.Ordinal);
        Assert.Equal(_contents[number].Length, stored.Length);
        try
        {
            Assert.Equal(_contents[number], await new SpoolContent(message.Entry).ReadAllAsync());
        }
        catch (SpoolDamageException)
        {
            return null;
        }
        return _said[number] == Said(stored.Envelope, stored.Changes);
    }

    private async Task<long> CommitAsync(Spool spool, int length, int changes)
    {
        await using var draft = spool.Begin();
        var content = new byte[length];
        new Random(length).NextBytes(content);
        await draft.WriteAsync(content, CancellationToken.None);
        var prefix = "Received: from here\r\n"u8.ToArray();
        var envelope = Encoding.ASCII.GetBytes($"envelope of {length}");
        await draft.CommitAsync(prefix, envelope);
        var said = new List<ReadOnlyMemory<byte>>();
        for (var change = 0; change < changes; change++)
        {
            said.Add(Encoding.ASCII.GetBytes($"change {change}"));
            await spool.AppendChangeAsync(draft.Number, said[^1]);
        }
        _contents.Add(draft.Number, [.. prefix, .. content]);
        _said.Add(draft.Number, Said(envelope, said));
        return draft.Number;
    }

    private static string Said(ReadOnlyMemory<byte> envelope, IEnumerable<ReadOnlyMemory<byte>> changes) =>
        string.Join(", ", changes.Prepend(envelope).Select(part => Encoding.ASCII.GetString(part.Span)));
}
