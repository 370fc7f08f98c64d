using System.Net;
using SmtpAdmin.Dkim;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Makes options of a request, and collects what is wrong with it, each thing with its parameter.</summary>
internal sealed class RelayRequestReader(SmtpRelayRequest request, TimeProvider timeProvider)
{
    /// <summary>The parameters by the names that a configuration has for the same.</summary>
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        [""] = nameof(SmtpRelayRequest.SmartHost),
        ["users"] = "User",
        ["certificate"] = nameof(SmtpRelayRequest.CertificatePath),
        ["limits"] = nameof(SmtpRelayRequest.MaxMessageSize),
        ["dkim"] = nameof(SmtpRelayRequest.DkimKeyPath),
        ["audit"] = nameof(SmtpRelayRequest.AuditPath),
        ["routes"] = nameof(SmtpRelayRequest.SmartHost),
    };

    private readonly List<SmtpRelayOptionsFinding> _errors = [];

    public async Task<SmtpRelayPlan> ReadAsync(CancellationToken cancellationToken)
    {
        var certificate = Certificate();
        var signatures = await SignaturesAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Finding> warnings = [];
        var options = Options(certificate, signatures);
        if (options is not null)
        {
            var found = SmtpRelayOptionsCheck.Find(options, timeProvider.GetUtcNow());
            _errors.AddRange(found.Where(finding => finding.Finding.Severity == FindingSeverity.Error).Select(finding => finding with { Property = ParameterOf(finding.Property) }));
            warnings = Finding.WorstFirst([.. found.Select(finding => finding.Finding).Where(finding => finding.Severity < FindingSeverity.Error), .. certificate?.FindProblems() ?? []]);
        }
        return new SmtpRelayPlan(_errors.Count == 0 ? options : null, _errors, warnings, signatures);
    }

    /// <summary>Null where so much is wrong that there is nothing more to be looked at.</summary>
    private SmtpRelayOptions? Options(RelayCertificate? certificate, IReadOnlyList<DkimSigningOptions> signatures)
    {
        var spool = request.SpoolPath ?? DefaultSpool();
        var listeners = request.Listen is null ? SmtpRelayListener.Default : Listeners(request.Listen).ToList();
        var networks = Networks(request.AllowNetwork ?? []).ToList();
        var servers = Servers().ToList();
        var users = Users();
        var http = HttpEndPoint();
        CheckRoute();
        if (_errors.Count > 0) return null;
        var options = new SmtpRelayOptions
        {
            SpoolPath = spool!,
            HostName = request.HostName ?? OwnHelloName.Default(null),
            Listeners = listeners,
            Routes = servers.Count > 0 || request.DirectMx ? [new SmtpRelayRoute { SmartHosts = servers }] : [],
            AllowOpenRelay = request.AllowOpenRelay,
            Users = users,
            Certificate = certificate is null ? null : certificate.Current,
            DkimSignatures = signatures,
            PostmasterAddress = request.PostmasterAddress,
            Audit = new SmtpRelayAudit { Path = request.AuditPath },
            HttpEndPoint = http,
        };
        if (request.AllowNetwork is not null) options = options with { AllowNetworks = networks };
        if (request.MaxMessageSize is { } size) options = options with { Limits = options.Limits with { MaxMessageSize = size } };
        if (request.MinimumFreeSpace is { } free) options = options with { MinimumFreeSpace = free };
        return options with { Retry = options.Retry with { ExpireAfter = request.ExpireAfter ?? options.Retry.ExpireAfter, DelayNotice = request.DelayNotice } };
    }

    private string? DefaultSpool()
    {
        try
        {
            return SmtpRelayPaths.DefaultSpool;
        }
        catch (InvalidOperationException problem)
        {
            Error(nameof(request.SpoolPath), "RELAY-PATH", problem.Message);
            return null;
        }
    }

    private IEnumerable<SmtpRelayListener> Listeners(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            if (SmtpRelayListener.TryParse(text, out var listener, out var problem)) yield return listener;
            else Error(nameof(request.Listen), "RELAY-LISTEN", problem);
        }
    }

    private IEnumerable<IPNetwork> Networks(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            if (RelayNetwork.TryParse(text, out var network, out var problem)) yield return network;
            else Error(nameof(request.AllowNetwork), "RELAY-NETWORK", problem);
        }
    }

    private IEnumerable<SmtpSmartHost> Servers()
    {
        var credentials = Credentials();
        foreach (var text in request.SmartHost)
        {
            if (!SmtpServerName.TryParse(text, out var name, out var problem)) Error(nameof(request.SmartHost), "RELAY-SMART-HOST", $"{problem} Write it as smtp.example.org:587.");
            else yield return SmtpSmartHost.At(name) with { Tls = request.SmartHostTls ?? default, Credentials = credentials };
        }
    }

    private PasswordCredential? Credentials() => request is { UserName.Length: > 0, Password: { } password } ? new PasswordCredential(request.UserName, password) : null;

    private RelayUsers? Users()
    {
        if (request.Users.Count == 0) return null;
        try
        {
            return new RelayUsers(request.Users, timeProvider);
        }
        catch (ArgumentException problem)
        {
            Error("User", "RELAY-USER", Refusal.Text(problem), "Make users with New-SmtpRelayUser.");
            return null;
        }
    }

    private IPEndPoint? HttpEndPoint()
    {
        if (request.HttpEndPoint is null) return null;
        if (!RelayEndPoint.TryParse(request.HttpEndPoint, out var endPoint, out _)) Error(nameof(request.HttpEndPoint), "RELAY-HTTP", $"'{PlainText.Excerpt(request.HttpEndPoint)}' is no address with a port.", "Write one of this machine's own as 127.0.0.1:9925.");
        return endPoint;
    }

    private void CheckRoute()
    {
        var hasServers = request.SmartHost.Count > 0;
        if (hasServers == request.DirectMx) Error(nameof(request.SmartHost), hasServers ? "RELAY-ROUTE-TWICE" : "RELAY-NO-ROUTE", hasServers ? "There are both -SmartHost and -DirectMx." : "There is no way out for mail.", "Give -SmartHost with the server that takes it, or -DirectMx to bring it to the recipients' own servers.");
        if (!hasServers && request.SmartHostTls is not null) Error(nameof(request.SmartHostTls), "RELAY-NO-SMART-HOST", "There is no smart host.", "Give -SmartHost.");
        if (!hasServers && request.UserName is not null) Error("Credential", "RELAY-NO-SMART-HOST", "There is no smart host to log in to.", "Give -SmartHost.");
        if (request.UserName is "" || (request.UserName is not null && request.Password is null)) Error("Credential", "RELAY-CREDENTIAL", "The user's name or the password is empty.", "Give both.");
    }

    private RelayCertificate? Certificate()
    {
        if (request.CertificatePath is null)
        {
            if (request.CertificateKeyPath is not null || request.CertificatePassword is not null) Error(nameof(request.CertificatePath), "RELAY-CERTIFICATE", "There is no certificate.", "Give its file.");
            return null;
        }
        try
        {
            return RelayCertificate.Load(new RelayCertificateFile { Path = request.CertificatePath, KeyPath = request.CertificateKeyPath, Password = request.CertificatePassword }, timeProvider);
        }
        catch (RelayCertificateException problem)
        {
            Error(nameof(request.CertificatePath), "RELAY-CERTIFICATE", problem.Message);
            return null;
        }
    }

    private async Task<IReadOnlyList<DkimSigningOptions>> SignaturesAsync(CancellationToken cancellationToken)
    {
        if (request is { DkimKeyPath: null, DkimSelector: null, DkimDomain: null }) return [];
        if (request is not { DkimKeyPath: { } path, DkimSelector: { } selector, DkimDomain: { } domain })
        {
            Error(nameof(request.DkimKeyPath), "RELAY-DKIM", "A signature takes a key, its selector and a domain.", "Give -DkimKeyPath, -DkimSelector and -DkimDomain, or none of them.");
            return [];
        }
        try
        {
            return [new DkimSigningOptions { Domain = domain, Selector = selector, Key = await DkimKeyFile.ReadAsync(path, ReadOnlyMemory<char>.Empty, cancellationToken).ConfigureAwait(false) }];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or DkimKeyException)
        {
            var remedy = problem is DkimKeyException { Fault: DkimKeyFault.PassphraseMissing } ? "Keys with a passphrase take a configuration file (-Config)." : "";
            Error(nameof(request.DkimKeyPath), "RELAY-DKIM", $"The key in '{PlainText.Excerpt(path, 260)}' cannot be used. {PlainText.Excerpt(problem.Message, 300)}", remedy);
            return [];
        }
    }

    private static string ParameterOf(string property)
    {
        var end = property.AsSpan().IndexOfAny('[', '.');
        var first = end < 0 ? property : property[..end];
        if (Parameters.TryGetValue(first, out var known)) return known;
        if (first == "smartHost" && property.EndsWith(".tls", StringComparison.Ordinal)) return nameof(SmtpRelayRequest.SmartHostTls);
        var last = first == "retry" ? property[(end + 1)..] : first;
        return char.ToUpperInvariant(last[0]) + last[1..];
    }

    private void Error(string parameter, string code, string message, string remedy = "") =>
        _errors.Add(new SmtpRelayOptionsFinding(parameter, new Finding(FindingSeverity.Error, code, message, remedy)));
}
