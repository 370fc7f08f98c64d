using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Names, addresses and paths.</summary>
internal static class NameChecks
{
    public static void Check(SmtpRelayOptions options, RelayFindings found)
    {
        if (string.IsNullOrEmpty(options.SpoolPath) || !Path.IsPathFullyQualified(options.SpoolPath)) found.Error("spoolPath", "RELAY-PATH", $"'{PlainText.Excerpt(options.SpoolPath ?? "", 260)}' is no full path for the queue.", "Give the folder from the root on.");
        CheckHostName(options.HostName, found);
        if (options.PostmasterAddress is { } postmaster && !EmailAddress.TryParse(postmaster, out _, out var problem)) found.Error("postmasterAddress", "RELAY-POSTMASTER", problem, "Give a mailbox that somebody reads.");
        if (options.BounceHook is { } hook) CheckHook(hook, found);
        if (options.ControlGroup is { } group) CheckGroup(group, found);
        var signatures = new HashSet<(string, string)>();
        for (var at = 0; at < options.DkimSignatures.Count; at++)
        {
            var signature = options.DkimSignatures[at];
            if (!signatures.Add((signature.Domain.ToUpperInvariant(), signature.Selector.ToUpperInvariant())))
                found.Error(JsonPath.Of("dkim", at), "RELAY-DKIM-TWICE", $"The selector {PlainText.Excerpt(signature.Selector)} of {PlainText.Excerpt(signature.Domain)} stands above already.", "Keep one of them.");
        }
    }

    private static void CheckHostName(string name, RelayFindings found)
    {
        var shown = PlainText.Excerpt(name ?? "");
        if (string.IsNullOrEmpty(name) || !Protocol.HelloName.TryParse(name, out _) || !RelayReports.TryAuthor(name, out _)) found.Error("hostName", "RELAY-HOST-NAME", $"'{shown}' is no host name.", "Give this machine's full name, such as relay.example.org; an international one in ASCII.", "RFC 5321 section 4.1.1.1");
        else if (!OwnHelloName.IsFullName(name)) found.Warning("hostName", "RELAY-HOST-NAME", $"'{shown}' is not a full name; other servers may refuse mail from who calls itself so.", "Give 'hostName': the name that the address the mail comes from has in the DNS.", "RFC 5321 section 4.1.1.1");
    }

    private static void CheckGroup(string name, RelayFindings found)
    {
        if (name.Length == 0 || name.Any(character => char.IsControl(character) || character is ':' or ',' || char.IsWhiteSpace(character)))
            found.Error("controlGroup", "RELAY-GROUP", $"'{PlainText.Excerpt(name)}' is no name of a group.", "Give one that getent group knows.");
        else if (!OperatingSystem.IsWindows() && UnixNames.FindGroup(name) is null) // Windows' channel has no group
            found.Error("controlGroup", "RELAY-GROUP", $"There is no group '{PlainText.Excerpt(name)}' that could control the relay.", "Name one that 'getent group' shows, or its number.");
    }

    private static void CheckHook(Uri hook, RelayFindings found)
    {
        if (!hook.IsAbsoluteUri || hook.Scheme is not ("https" or "http")) found.Error("bounceHook", "RELAY-HOOK", "The hook for bounces is no address that begins with https://.", "Write it in full.");
        else if (hook.Scheme == "http" && !hook.IsLoopback) found.Error("bounceHook", "RELAY-HOOK", "The hook for bounces begins with http://: mail addresses would be sent in the clear.", "Give one that begins with https://, or is on this machine.");
        else if (hook.UserInfo.Length > 0) found.Error("bounceHook", "RELAY-HOOK", "The hook for bounces has a user in its address.", "Give an address without one.");
    }
}
