using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Verifies passwords without letting a crowd of logins have the processor. A password that was right is known again for some minutes by its keyed
/// hash; the key is of this process and in memory alone, where the passwords that come in are too. A wrong one is always looked at in full.
/// </summary>
/// <param name="timeProvider">Tells how long a password is known.</param>
internal sealed class PasswordVerifier(TimeProvider timeProvider)
{
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(5);

    // Of the process: the processor is shared whoever asks.
    private static readonly SemaphoreSlim Places = new(Math.Max(1, Environment.ProcessorCount / 2));

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal); // users who exist: no more than there are
    private long _derivations;

    /// <summary>How many times a password was looked at in full.</summary>
    public long Derivations => Interlocked.Read(ref _derivations);

    /// <summary>Whether a password fits a credential.</summary>
    /// <param name="userName">Whose it is.</param>
    /// <param name="password">The password.</param>
    /// <param name="credential">What it is to fit; of a decoy, nothing is remembered, as nothing fits it.</param>
    /// <param name="cancellationToken">Ends the waiting for a place.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<bool> VerifyAsync(string userName, string password, SaslCredential credential, CancellationToken cancellationToken)
    {
        var hash = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{userName}\0{password}"));
        var known = _known.GetValueOrDefault(userName);
        // Compared for everybody, so that no time tells who is known.
        var isSame = CryptographicOperations.FixedTimeEquals(hash, known?.Hash ?? _key);
        if (isSame && known is not null && timeProvider.GetElapsedTime(known.Since) < KnownFor) return true;

        await Places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Interlocked.Increment(ref _derivations);
            if (!credential.Verify(password)) return false;
        }
        finally
        {
            Places.Release();
        }
        _known[userName] = new Known(hash, timeProvider.GetTimestamp());
        return true;
    }

    private sealed record Known(byte[] Hash, long Since);
}
