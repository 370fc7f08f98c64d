using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Resources for Terraform. What says which zone is meant is a variable of the file, so that the file is whole by itself.</summary>
internal abstract class TerraformFormat : DnsExportFormat
{
    /// <inheritdoc/>
    public override DnsExportTtl Ttl => DnsExportTtl.Needed;

    /// <inheritdoc/>
    public sealed override string Write(DnsExportBatch batch)
    {
        var (text, names) = (new StringBuilder(), new TerraformNames());
        foreach (var (name, description) in Variables) text.Append(HclBlock.Of("variable", name).With("description", HclText.Quote(description)).With("type", "string")).Append('\n');
        foreach (var set in batch.Sets) text.AppendJoin('\n', Resources(batch, set, names)).Append('\n');
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The variables that the resources take, with what they are.</summary>
    protected abstract IReadOnlyList<(string Name, string Description)> Variables { get; }

    /// <summary>The resources of a set.</summary>
    /// <exception cref="DnsRecordException">The provider cannot hold it.</exception>
    protected abstract IEnumerable<HclBlock> Resources(DnsExportBatch batch, DnsRecordSet set, TerraformNames names);
}
