using System.Net;
using System.Text.Json;
using SmtpAdmin.Dkim;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Makes options of a configuration that was held against the schema. What does not fit it, as was told already, is passed over, and the rest is looked at all the same.</summary>
internal sealed class RelayConfigurationReader(JsonProblems problems, string folder, TimeProvider timeProvider)
{
    private readonly RelayValues _values = new(problems, folder);

    /// <summary>The certificate that was read; null for none.</summary>
    public RelayCertificate? Certificate { get; private set; }

    /// <summary>The signatures whose keys were read.</summary>
    public IReadOnlyList<DkimSigningOptions> Signatures { get; private set; } = [];

    /// <summary>Reads the whole. The options are of use when nothing is wrong.</summary>
    public async Task<SmtpRelayOptions> ReadAsync(LocatedJson root, CancellationToken cancellationToken)
    {
        var (sections, keys) = (new RelaySections(_values), new RelayKeyFiles(_values));
        Certificate = keys.Certificate(root["certificate"], timeProvider);
        Signatures = await keys.SignaturesAsync(root["dkim"], cancellationToken).ConfigureAwait(false);
        var options = new SmtpRelayOptions
        {
            SpoolPath = Sound(root, "spoolPath") is { } spool ? _values.PathOf(spool, "spoolPath") : SmtpRelayPaths.DefaultSpool,
            HostName = Sound(root, "hostName")?.Text ?? OwnHelloName.Default(null),
            Listeners = root["listen"] is null ? SmtpRelayListener.Default : [.. Listeners(root["listen"])],
            Routes = new RelayRouteReader(_values, timeProvider).Read(root),
            Users = Users(root["users"]),
            Certificate = Certificate is null ? null : Certificate.Current,
            DkimSignatures = Signatures,
            Rates = sections.Rates(root["rates"]),
            Timeouts = sections.Timeouts(root["timeouts"]),
            Retry = sections.Retry(root["retry"]),
            Delivery = sections.Delivery(root["delivery"]),
            Audit = sections.Audit(root["audit"]),
            AllowOpenRelay = Sound(root, "allowOpenRelay") is { } open && RelayValues.Flag(open),
            PostmasterAddress = Sound(root, "postmasterAddress")?.Text,
            HttpEndPoint = Sound(root, "httpEndPoint") is { } http ? _values.EndPoint(http, "httpEndPoint") : null,
            ControlGroup = Sound(root, "controlGroup")?.Text,
            BounceHook = Sound(root, "bounceHook") is { } hook ? _values.Address(hook, "bounceHook") : null,
        };
        if (root["allowNetwork"] is { } networks) options = options with { AllowNetworks = [.. Networks(networks)] };
        if (Sound(root, "minimumFreeSpace") is { } free) options = options with { MinimumFreeSpace = _values.Size(free, "minimumFreeSpace") };
        return sections.Limits(options, root["limits"]);
    }

    private LocatedJson? Sound(LocatedJson parent, string name) => _values.Sound(parent, name);

    private IEnumerable<SmtpRelayListener> Listeners(LocatedJson? list)
    {
        foreach (var (item, path) in RelayValues.Items(list, "listen"))
        {
            var isShort = item.Kind == JsonValueKind.String;
            if ((isShort ? item : Sound(item, "endPoint")) is not { } endPoint || problems.HasWithin(endPoint)) continue;
            if (!SmtpRelayListener.TryParse(endPoint.Text, out var listener, out var problem))
            {
                problems.Add(endPoint.Offset, isShort ? path : $"{path}.endPoint", problem);
                continue;
            }
            if (Sound(item, "security") is { } security) listener = listener with { Security = RelayValues.Choice<RelayListenerSecurity>(security) };
            yield return listener with { RequireAuth = Sound(item, "requireAuth") is { } auth && RelayValues.Flag(auth) };
        }
    }

    private IEnumerable<IPNetwork> Networks(LocatedJson list)
    {
        foreach (var (item, path) in RelayValues.Items(list, "allowNetwork"))
        {
            if (problems.HasWithin(item)) continue;
            if (RelayNetwork.TryParse(item.Text, out var network, out var problem)) yield return network;
            else problems.Add(item.Offset, path, problem);
        }
    }

    /// <summary>The users; null for none.</summary>
    private RelayUsers? Users(LocatedJson? list)
    {
        var users = new Dictionary<string, SmtpRelayUser>(StringComparer.Ordinal);
        foreach (var (item, path) in RelayValues.Items(list, "users"))
        {
            if (problems.IsFull) break;
            if (Sound(item, "userName") is not { } name || Sound(item, "credential") is not { } credential || problems.HasWithin(item)) continue;
            if (SmtpRelayUser.NameProblem(name.Text) is { } wrong) problems.Add(name.Offset, $"{path}.userName", wrong, "Make the user with New-SmtpRelayUser.");
            else if (!ScramCredentialText.TryParse(credential.Text, out _, out var problem)) problems.Add(credential.Offset, $"{path}.credential", problem, "Make it with New-SmtpRelayUser.");
            else if (!users.TryAdd(name.Text, new SmtpRelayUser { UserName = name.Text, Credential = credential.Text })) problems.Add(name.Offset, $"{path}.userName", $"The user '{PlainText.Excerpt(name.Text)}' stands here twice.", "Keep one of them.");
        }
        return users.Count == 0 ? null : new RelayUsers(users.Values, timeProvider);
    }
}
