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
        ["Spf"] = ["Dns"],
        ["Dkim"] = ["Dns", "Mime"],
        ["Dmarc"] = ["Dns"],
        ["Reputation"] = ["Dns"],
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
        string[] folders = ["Smtp/Protocol", "Mime", "Dns/Message", "Dns/Records"];
        var pure = folders.SelectMany(folder => RepositoryFiles.Names($"src/SmtpAdmin.Core/{folder}", "*.cs")).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        Assert.True(pure.Count > 30, "The folders hold fewer files than the codecs have types.");
        Assert.Empty(Purity.Violations(Dependencies, type => type.Namespace.StartsWith("SmtpAdmin.", StringComparison.Ordinal) && pure.Contains(type.Name)));
    }

    [Fact]
    public void Core_never_touches_the_console_nor_starts_a_process() =>
        Assert.DoesNotContain(Dependencies, dependency => dependency.To.ToString() is "System.Console" or "System.Diagnostics.Process");
}
