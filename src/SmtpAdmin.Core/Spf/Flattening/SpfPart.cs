namespace SmtpAdmin.Spf;

/// <summary>A part of a new record: networks with one qualifier, which may stand in any order and in records of their own, or one term that stays where it is.</summary>
/// <param name="Sign">The qualifier as it is written.</param>
/// <param name="Terms">The terms without a qualifier, or the one that stays, as it is.</param>
/// <param name="IsListed">They are networks.</param>
internal sealed record SpfPart(string Sign, IReadOnlyList<string> Terms, bool IsListed)
{
    /// <summary>How many octets the terms need in the domain's record, spaces counted.</summary>
    public int Length => Terms.Sum(LengthOf);

    public int LengthOf(string term) => term.Length + Sign.Length + 1;
}
