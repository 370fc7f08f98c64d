namespace SmtpAdmin.Dkim;

/// <summary>Lines for a file of a program's configuration.</summary>
/// <param name="Software">The program that signs.</param>
/// <param name="File">The file, where Debian or the program's makers have it.</param>
/// <param name="Text">The lines, without a line end behind the last.</param>
/// <param name="Note">What else is to be done; empty for nothing.</param>
public sealed record DkimConfigFile(DkimSoftware Software, string File, string Text, string Note = "")
{
    /// <summary>The file and its lines.</summary>
    public override string ToString() => $"# {File}\n{Text}";
}
