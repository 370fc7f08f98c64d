namespace SmtpAdmin.Dkim;

/// <summary>A look at a file of a private key.</summary>
/// <param name="Path">The file.</param>
/// <param name="Status">What it is.</param>
/// <param name="Detail">More about it, as a sentence; empty where there is no more to say.</param>
internal sealed record DkimKeyFileCheck(string Path, DkimKeyFileStatus Status, string Detail = "")
{
    /// <summary>Reads a key and holds it against the public one.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DkimKeyFileCheck> OfAsync(string path, DkimExpectedKey expected, CancellationToken cancellationToken)
    {
        try
        {
            using var key = await DkimKeyFile.ReadAsync(path, default, cancellationToken).ConfigureAwait(false);
            return key.Algorithm == expected.Algorithm && key.PublicKeyData().AsSpan().SequenceEqual(expected.Data)
                ? new(path, DkimKeyFileStatus.Paired)
                : new(path, DkimKeyFileStatus.Other, "It holds another key.");
        }
        catch (DkimKeyException exception)
        {
            return new(path, DkimKeyFileStatus.Other, exception.Message);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(path, DkimKeyFileStatus.Missing);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new(path, DkimKeyFileStatus.Unreadable, PlainText.Excerpt(exception.Message, 300));
        }
    }
}
