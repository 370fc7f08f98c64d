namespace SmtpAdmin.Core.Tests.Architecture;

/// <summary>Who may see whom inside Core, read from Core as compiled. The list is the design's; docs/architecture.md explains it.</summary>
public sealed class CoreLayersTests
{
    private static readonly Layers Layers = new("SmtpAdmin", new Dictionary<string, string[]>
    {
        [""] = ["Dns"], // EmailAddress alone: see the test below
        ["Dns"] = [],
        ["Mime"] = [],
        ["Smtp.Protocol"] = [],
        ["Smtp.Client"] = ["Smtp.Protocol", "Dns", "Mime"],
        ["Smtp.Server"] = ["Smtp.Protocol", "Dns", "Mime"],
        ["Smtp.Relay"] = ["*"],
        ["Provisioning"] = ["Dns"],
        ["Spf"] = ["Dns", "Provisioning"],
        ["Dkim"] = ["Dns", "Mime", "Provisioning"],
        ["Dmarc"] = ["Dns", "Provisioning"],
        ["MtaSts"] = ["Dns", "Provisioning"],
        ["TlsRpt"] = ["Dns", "Provisioning"],
        ["Dane"] = ["Smtp.Client", "Dns", "Provisioning"],
        ["Reputation"] = ["Dns", "Provisioning"],
        ["Reporting"] = ["*"],
    });

    private static readonly IReadOnlyCollection<Dependency> Dependencies = AssemblyDependencies.Read(typeof(Finding).Assembly.Location);

    [Fact]
    public void No_part_of_Core_sees_a_part_that_it_may_not_see() => Assert.Empty(Layers.Violations(Dependencies));

    [Fact]
    public void Of_the_root_types_only_the_mail_address_sees_the_DNS_for_what_a_domain_name_is()
    {
        var seen = Dependencies.Where(dependency => dependency is { From.Namespace: "SmtpAdmin", To.Namespace: "SmtpAdmin.Dns" });
        Assert.All(seen, dependency => Assert.Equal((nameof(EmailAddress), "DnsName"), (dependency.From.Name, dependency.To.Name)));
    }

    [Fact]
    public void Protocol_and_codec_code_never_sees_a_socket_a_task_or_a_clock()
    {
        (string Folder, string Namespace)[] codecs =
            [("Smtp/Protocol", "SmtpAdmin.Smtp.Protocol"), ("Mime", "SmtpAdmin.Mime"), ("Dns/Message", "SmtpAdmin.Dns"), ("Dns/Records", "SmtpAdmin.Dns")];
        var pure = codecs.SelectMany(codec => RepositoryFiles.Names($"src/SmtpAdmin.Core/{codec.Folder}", "*.cs")
            .Select(file => new TypeName(codec.Namespace, Path.GetFileNameWithoutExtension(file)))).ToHashSet();
        Assert.All(codecs, codec => Assert.Contains(Dependencies, dependency => pure.Contains(dependency.From) && dependency.From.Namespace == codec.Namespace));
        Assert.Empty(Purity.Violations(Dependencies, pure.Contains));
    }

    [Fact]
    public void Core_never_touches_the_console_nor_starts_a_process() =>
        Assert.DoesNotContain(Dependencies, dependency => dependency.To.ToString() is "System.Console" or "System.Diagnostics.Process");
}
