namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Hands progress on at once, on whatever thread it comes; the framework's own posts it to the thread pool, out of order.</summary>
internal sealed class DirectProgress<T>(Action<T> handler) : IProgress<T>
{
    public void Report(T value) => handler(value);
}
