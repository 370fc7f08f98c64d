using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What Azure DNS takes ("Azure DNS limits", "Overview of DNS zones and records").</summary>
internal static class AzureRules
{
    private const int MostRecords = 20;
    private const int MostCharacters = 4096; // of all text of a record set

    /// <summary>One second or more.</summary>
    public static DnsExportTtl Ttl { get; } = DnsExportTtl.Needed with { Least = 1 };

    /// <summary>Why a set is too large; null where it is not.</summary>
    public static string? Problem(DnsRecordSet set)
    {
        if (set.Records.Count > MostRecords) return $"there are {set.Records.Count} of its name, and {MostRecords} is the most.";
        var characters = set.Records.OfType<TxtRecord>().Sum(record => record.Text.Length);
        return characters > MostCharacters ? $"the texts of its name have {characters} characters, and {MostCharacters} is the most." : null;
    }
}
