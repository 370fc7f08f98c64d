namespace SmtpAdmin;

/// <summary>What to do where a file is none to be read.</summary>
/// <param name="Folder">It is a folder.</param>
/// <param name="Nothing">It is empty, or no regular file.</param>
/// <param name="Long">It is longer than any such file.</param>
internal sealed record JsonTextFileRemedies(string Folder, string Nothing, string Long);
