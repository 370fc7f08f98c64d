using System.Text;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>What a message in a spool must be, by what was asked for and what came of it.</summary>
internal sealed class ModelMessage(long number, byte[] content)
{
    private const char Separator = '|';

    public long Number => number;

    public byte[] Content => content;

    public string Envelope => $"envelope of {number}";

    /// <summary>Its number was given away when nothing could be written, so that it may be given away again.</summary>
    public bool IsUnreserved { get; init; }

    /// <summary>Guards its changes.</summary>
    public object Gate { get; } = new();

    /// <summary>Its commit.</summary>
    public ModelAttempt Commit { get; } = new("commit");

    /// <summary>The attempts to remove it.</summary>
    public List<ModelAttempt> Removals { get; } = [];

    /// <summary>Its changes, in the order in which they were asked for.</summary>
    public List<ModelAttempt> Changes { get; } = [];

    /// <summary>What the queue would store when the message is moved: everything that was asked for.</summary>
    public byte[] Snapshot()
    {
        lock (Gate) return Encoding.ASCII.GetBytes(string.Join(Separator, Changes.Where(change => change.Fate != ModelFate.Gone).Select(change => change.Text).Prepend(Envelope)));
    }

    /// <summary>Whether it may be missing.</summary>
    public bool MayBeGone => Commit.Fate != ModelFate.Done || Removals.Exists(removal => removal.Fate != ModelFate.Gone);

    /// <summary>Whether it may be there.</summary>
    public bool MayBeThere => Commit.Fate != ModelFate.Gone && !Removals.Exists(removal => removal.Fate == ModelFate.Done);

    /// <summary>Compares it with what was found, and takes what was not known from there.</summary>
    public void Settle(ReadOnlyMemory<byte> envelope, IReadOnlyList<ReadOnlyMemory<byte>> changes)
    {
        var found = changes.Select(change => Encoding.ASCII.GetString(change.Span)).Prepend(Encoding.ASCII.GetString(envelope.Span)).SelectMany(text => text.Split(Separator)).ToList();
        Assert.Equal(Envelope, found[0]);
        var at = 1;
        foreach (var change in Changes)
        {
            var isFound = at < found.Count && found[at] == change.Text;
            if (isFound) at++;
            Assert.False(isFound && change.Fate == ModelFate.Gone, $"'{change.Text}' of message {number} came back.");
            Assert.False(!isFound && change.Fate == ModelFate.Done, $"'{change.Text}' of message {number} is lost.");
            change.Fate = isFound ? ModelFate.Done : ModelFate.Gone;
        }
        Assert.Equal(found.Count, at);
        Commit.Fate = ModelFate.Done;
        Removals.Clear();
    }
}
