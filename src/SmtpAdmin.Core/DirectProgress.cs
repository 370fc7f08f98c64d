namespace SmtpAdmin;

/// <summary>Hands progress on at once, on whatever thread it comes; <see cref="Progress{T}"/> posts it to the thread pool, out of order.</summary>
/// <typeparam name="T">What a step says.</typeparam>
/// <param name="handler">Is told each step; must be quick, and safe to call from any thread.</param>
public sealed class DirectProgress<T>(Action<T> handler) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => handler(value);
}
