namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>A change of names that was not synced: from nothing a file was made, to nothing it was deleted.</summary>
internal sealed record FakeRename(string? From, string? To, FakeInode Inode)
{
    public bool IsIn(string folder) => Path.GetDirectoryName(From) == folder || Path.GetDirectoryName(To) == folder;

    public void Apply(Dictionary<string, FakeInode> names)
    {
        if (From is not null) names.Remove(From);
        if (To is not null) names[To] = Inode;
    }
}
