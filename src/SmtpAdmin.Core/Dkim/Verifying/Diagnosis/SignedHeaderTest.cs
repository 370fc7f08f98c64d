using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>Tells whether a signature would hold over other header fields. It gives up when that was enough work.</summary>
/// <param name="evidence">What the signature was judged by.</param>
/// <param name="key">The key.</param>
/// <param name="signed">The hash that was signed; null when it cannot be known, and each try has to be verified.</param>
/// <param name="budget">How much may be hashed.</param>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class SignedHeaderTest(DkimEvidence evidence, DkimPublicKey key, byte[]? signed, DkimWorkBudget budget, CancellationToken cancellationToken)
{
    private const int Verification = 128 * 1024; // octets of hashing that verifying costs as much time as

    private readonly long _cost = evidence.Head.Fields.Sum(field => (long)field.Raw.Length) + (signed is null ? Verification : 0);

    /// <summary>There is no work left to be done; nothing holds any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The signature holds over these fields.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool Holds(IReadOnlyList<HeaderField> fields) => Holds(fields, evidence.Signature.HeaderCanonicalization);

    /// <summary>The signature holds over these fields in another canonical form.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool Holds(IReadOnlyList<HeaderField> fields, DkimCanonicalization canonicalization)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IsOver |= !budget.TryTake(_cost);
        if (IsOver) return false;
        var hash = evidence.Signature.HeaderHash(fields, canonicalization);
        return signed is not null ? hash.AsSpan().SequenceEqual(signed) : key.Verify(hash, evidence.Signature.Signature);
    }
}
