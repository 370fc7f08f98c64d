using System.Globalization;

namespace SmtpAdmin.Reputation;

/// <summary>A code of a list: which answers it stands for, and what they mean.</summary>
/// <param name="Code">The answers, see <see cref="DnsblCodePattern"/>: <c>127.0.0.2</c>, <c>127.0.0.4-7</c>, <c>127.0.*.3</c>, <c>127.0.0.&amp;8</c>.</param>
/// <param name="Meaning">What the list means by it. <c>{3}</c> and <c>{4}</c> stand for the answer's third and fourth octet.</param>
/// <param name="Result">What it says of the target.</param>
public sealed record DnsblCode(DnsblCodePattern Code, string Meaning, DnsblCodeResult Result = DnsblCodeResult.Listed)
{
    /// <summary>The answers and their meaning on one line.</summary>
    public override string ToString() => $"{Code}: {Meaning}{(Result == DnsblCodeResult.Listed ? "" : $" ({Result})")}";

    /// <summary>The meaning of one answer, its octets filled in.</summary>
    /// <param name="code">The address that the list answered with, in network order.</param>
    public string MeaningOf(ReadOnlySpan<byte> code) => Meaning.Contains('{', StringComparison.Ordinal)
        ? Meaning.Replace("{3}", code[2].ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{4}", code[3].ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        : Meaning;
}
