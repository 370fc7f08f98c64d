using System.Text;
using System.Text.Json;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A relay's configuration as a file has it: JSON that <c>relay.schema.json</c> describes, with comments and commas behind the last value.</summary>
public sealed class SmtpRelayConfiguration : IDisposable
{
    private SmtpRelayConfiguration(string path, SmtpRelayOptions options, RelayCertificate? certificate, IReadOnlyList<Finding> findings, IReadOnlyDictionary<string, string> sections) =>
        (Path, Options, Certificate, Findings, Sections) = (path, options, certificate, findings, sections);

    /// <summary>The file, in full.</summary>
    public string Path { get; }

    /// <summary>How the relay behaves.</summary>
    public SmtpRelayOptions Options { get; }

    /// <summary>Where <see cref="SmtpRelayOptions.Certificate"/> comes from; null for no TLS.</summary>
    public RelayCertificate? Certificate { get; }

    /// <summary>What an administrator should look at, the worst first. Errors are none of them: they keep the file from being used.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The top level's properties in one spelling, to see what was changed. Holds no secrets but users' credentials.</summary>
    internal IReadOnlyDictionary<string, string> Sections { get; }

    /// <summary>The schema, for editors.</summary>
    public static Stream OpenSchema() => EmbeddedJson.Open(RelayConfigurationFile.SchemaName);

    /// <summary>Reads a configuration, and what it names: certificates, keys, secrets.</summary>
    /// <param name="path">The file.</param>
    /// <param name="timeProvider">The clock that what is made of it goes by.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SmtpRelayConfigurationException">It cannot be used; its problems are told all at once, with their places.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<SmtpRelayConfiguration> ReadAsync(string path, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(timeProvider);
        var content = await RelayConfigurationFile.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        var full = System.IO.Path.GetFullPath(path);
        var root = RelayConfigurationFile.Parse(content, out var problems);
        if (root is null || problems.IsFull || root.Kind != JsonValueKind.Object) throw new SmtpRelayConfigurationException(path, problems.All());

        var reader = new RelayConfigurationReader(problems, System.IO.Path.GetDirectoryName(full)!, timeProvider);
        SmtpRelayOptions? options = null;
        var isDone = false;
        try
        {
            options = await reader.ReadAsync(root, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<SmtpRelayOptionsFinding> findings = problems.IsFull ? [] : SmtpRelayOptionsCheck.Find(options, timeProvider.GetUtcNow());
            foreach (var (property, finding) in findings)
            {
                if (finding.Severity < FindingSeverity.Error || property is "" or "routes") continue; // of the ways out as a whole the reader tells itself, in the file's terms
                var own = InFile(property, root);
                var place = root.Nearest(own);
                if (place == root ? problems.Count == 0 : !problems.HasWithin(place)) problems.Add(place.Offset, own, finding.Message, finding.Remedy);
            }
            if (problems.Count > 0) throw new SmtpRelayConfigurationException(path, problems.All());
            isDone = true;
            return new SmtpRelayConfiguration(
                full, options, reader.Certificate, Finding.WorstFirst([.. findings.Select(found => found.Finding), .. reader.Certificate?.FindProblems() ?? []]),
                root.Members.Where(member => member.Name != "$schema").ToDictionary(member => member.Name, member => Spelling(member.Value), StringComparer.Ordinal));
        }
        finally
        {
            if (!isDone) Release(reader.Signatures, options?.Routes ?? []);
        }
    }

    /// <summary>Wipes the private keys of signatures and ends requests for tokens. The relay that uses them has to be stopped.</summary>
    public void Dispose() => Release(Options.DkimSignatures, Options.Routes);

    /// <summary>The way out for all mail that no route takes is the last of the options' routes, and stands outside of the file's, or is one of them.</summary>
    private static string InFile(string property, LocatedJson root)
    {
        var last = $"{JsonPath.Of("routes", root["routes"]?.Items.Count ?? 0)}.";
        if (property.StartsWith(last, StringComparison.Ordinal)) return property[last.Length..];
        return property.StartsWith("smartHost", StringComparison.Ordinal) && root["smartHost"] is null ? $"routes[0].{property}" : property;
    }

    private static void Release(IEnumerable<Dkim.DkimSigningOptions> signatures, IEnumerable<SmtpRelayRoute> routes)
    {
        foreach (var signature in signatures) signature.Key.Dispose();
        foreach (var source in routes.SelectMany(route => route.SmartHosts).Select(server => server.Credentials).OfType<OAuthCredential>()) source.Dispose();
    }

    /// <summary>A value without comments, spaces and the order of its properties.</summary>
    private static string Spelling(LocatedJson value)
    {
        var text = new StringBuilder();
        Spell(value, text);
        return text.ToString();
    }

    private static void Spell(LocatedJson value, StringBuilder text)
    {
        switch (value.Kind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in value.Members.OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    text.Append(member.Name).Append(':');
                    Spell(member.Value, text);
                }
                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.Items) Spell(item, text);
                text.Append(']');
                break;
            default:
                text.Append(value.Kind).Append(value.Text.Length).Append(' ').Append(value.Text).Append(';');
                break;
        }
    }
}
