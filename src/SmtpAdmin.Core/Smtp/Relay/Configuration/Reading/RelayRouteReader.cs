using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads the ways out of a configuration.</summary>
internal sealed class RelayRouteReader(RelayValues values, TimeProvider timeProvider)
{
    private const string OneOfBoth = "Give 'smartHost' with the servers, or 'directMx' as true.";

    private readonly RelayOAuthReader _oauth = new(values, timeProvider);

    /// <summary>The routes in the file's order, and behind them the way out of all other mail where it stands outside of them.</summary>
    public IReadOnlyList<SmtpRelayRoute> Read(LocatedJson root)
    {
        var routes = new List<SmtpRelayRoute>();
        string? rest = null;
        foreach (var (item, path) in RelayValues.Items(values.Sound(root, "routes") ?? root["routes"], "routes"))
        {
            if (item["domains"] is null)
            {
                if (rest is not null) values.Problems.Add(item.Offset, path, $"There are two ways out for all mail that no route takes, {rest} and this one.", "Keep one, or give one of them its 'domains'.");
                rest ??= path;
            }
            routes.Add(Route(item, path));
        }
        var (hasServers, isDirect) = Ways(root);
        if (hasServers && isDirect)
        {
            values.Problems.Add(root["directMx"]!.Offset, "directMx", "There are both 'smartHost' and 'directMx' for all mail.", "Keep one, and put the other into 'routes' with the 'domains' that are to take it.");
        }
        else if (hasServers || isDirect)
        {
            if (rest is not null) values.Problems.Add(root[hasServers ? "smartHost" : "directMx"]!.Offset, hasServers ? "smartHost" : "directMx", $"There are two ways out for all mail that no route takes, {rest} and this one.", "Keep one, or give the route its 'domains'.");
            routes.Add(new SmtpRelayRoute { SmartHosts = [.. Servers(root["smartHost"], "smartHost")] });
        }
        else if (rest is null)
        {
            values.Problems.Add(
                root.Offset, "", routes.Count == 0 ? "There is no way out for mail." : "There is no way out for mail to domains that no route names.",
                "Give 'smartHost' with the server that takes it, or 'directMx' as true to bring it to the recipients' own servers.");
        }
        return routes;
    }

    private static (bool HasServers, bool IsDirect) Ways(LocatedJson item) => (item["smartHost"] is not null, item["directMx"] is { } direct && RelayValues.Flag(direct));

    private SmtpRelayRoute Route(LocatedJson item, string path)
    {
        var (hasServers, isDirect) = Ways(item);
        if (hasServers == isDirect) values.Problems.Add(item.Offset, path, hasServers ? "This route has both 'smartHost' and 'directMx'." : "This route leads nowhere.", OneOfBoth);
        return new SmtpRelayRoute { Domains = [.. values.Sound(item, "domains")?.Texts ?? []], SmartHosts = [.. Servers(item["smartHost"], JsonPath.Of(path, "smartHost"))] };
    }

    private IEnumerable<SmtpSmartHost> Servers(LocatedJson? list, string path)
    {
        foreach (var (item, own) in RelayValues.Items(list, path))
        {
            var isShort = item.Kind == System.Text.Json.JsonValueKind.String;
            if ((isShort ? item : values.Sound(item, "host")) is not { } host || (isShort && values.Problems.HasWithin(item))) continue;
            if (!SmtpServerName.TryParse(host.Text, out var name, out var problem)) values.Problems.Add(host.Offset, isShort ? own : $"{own}.host", problem, "Write it as smtp.example.org:587.");
            else if (!isShort && name.Port is not null) values.Problems.Add(host.Offset, $"{own}.host", "The port does not stand here.", "Write it as 'port'.");
            else if (isShort) yield return SmtpSmartHost.At(name);
            else yield return Server(item, name.Host, own);
        }
    }

    private SmtpSmartHost Server(LocatedJson item, string host, string path)
    {
        var port = values.Sound(item, "port") is { } given ? RelayValues.Count(given) : 25;
        return new SmtpSmartHost
        {
            Host = host,
            Port = port,
            Tls = values.Sound(item, "tls") is { } tls ? RelayValues.Choice<RelayTlsPolicy>(tls) : default,
            ImplicitTls = values.Sound(item, "implicitTls") is { } isImplicit ? RelayValues.Flag(isImplicit) : port == 465,
            AllowInsecureAuth = values.Sound(item, "allowInsecureAuth") is { } isInsecure && RelayValues.Flag(isInsecure),
            Credentials = Credentials(item, path),
        };
    }

    private ISmtpCredentialSource? Credentials(LocatedJson item, string path)
    {
        var user = values.Sound(item, "userName");
        var password = values.Secret(item, "password", path);
        var hasPassword = (item["passwordPath"] ?? item["passwordVariable"]) is not null;
        if (user is null)
        {
            if (item["userName"] is null && (hasPassword || item["oauth"] is not null)) values.Problems.Add(item.Offset, path, "There is no 'userName' to log in as.", "Give the mailbox or user that the server knows.");
            return null;
        }
        if (item["oauth"] is { } oauth)
        {
            if (hasPassword) values.Problems.Add(oauth.Offset, $"{path}.oauth", "There are both a password and OAuth.", "Keep one of them.");
            return _oauth.Read(oauth, user.Text, $"{path}.oauth");
        }
        if (!hasPassword) values.Problems.Add(user.Offset, $"{path}.userName", "There is no password for this user.", "Name its file with 'passwordPath', its variable with 'passwordVariable', or give 'oauth'.");
        return password is null ? null : new PasswordCredential(user.Text, password);
    }
}
