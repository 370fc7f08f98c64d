using System.Net;

namespace SmtpAdmin.Dkim;

/// <summary>What is asked of one call of a rotation. A scheduled task gives the same each time.</summary>
public sealed record DkimRotationRequest
{
    /// <summary>How long the old record is kept, when nothing is said: mail waits in queues for five days (RFC 5321 section 4.5.4.1), and is read later.</summary>
    public const int DefaultRetainDays = 7;

    /// <summary>The longest time, in days, that anything here is counted in.</summary>
    public const int MaxDays = 3650;

    /// <summary>The domain that signs, as people write it.</summary>
    public required string Domain { get; init; }

    /// <summary>The folder of the private keys.</summary>
    public required string Folder { get; init; }

    /// <summary>The file that the rotation is remembered in; null for one beside the keys (see <see cref="StateFileName"/>).</summary>
    public string? StatePath { get; init; }

    /// <summary>The selector for the new key; null for one that says when it was made.</summary>
    public string? Selector { get; init; }

    /// <summary>The selector in use when the first rotation begins; null when the signer's configuration tells. Later calls know it.</summary>
    public string? CurrentSelector { get; init; }

    /// <summary>The domain has no key so far.</summary>
    public bool FirstKey { get; init; }

    /// <summary>The kind of the new key; null for that of the key in use, and RSA for the first.</summary>
    public DkimKeyAlgorithm? Algorithm { get; init; }

    /// <summary>Its size in bits, for RSA; null for <see cref="DkimKeyRequest.DefaultKeySize"/>, or that of the key in use where it is larger.</summary>
    public int? KeySize { get; init; }

    /// <summary>What its record says besides the key (<c>t=</c>).</summary>
    public DkimKeyMode Flags { get; init; }

    /// <summary>A note for people in its record (<c>n=</c>); null for none.</summary>
    public string? Note { get; init; }

    /// <summary>How many days the old record is kept after the signer used it last; 1 to <see cref="MaxDays"/>.</summary>
    public int RetainDays { get; init; } = DefaultRetainDays;

    /// <summary>From how many days of age on a key is to be followed by another; 1 to <see cref="MaxDays"/>, null for never by itself.</summary>
    public int? MaxAge { get; init; }

    /// <summary>The program that signs; null when its configuration cannot be read from here.</summary>
    public DkimSoftware? Config { get; init; }

    /// <summary>OpenDKIM's KeyTable, a map from domains to selectors of Exim or rspamd, or Haraka's folder.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Where Exim or rspamd looks for the key of a selector: a path with <c>$selector</c> and perhaps <c>$domain</c> in it; null when nobody said.</summary>
    public string? KeyPathTemplate { get; init; }

    /// <summary>Change the line of the configuration that names the selector, when it is time.</summary>
    public bool UpdateConfig { get; init; }

    /// <summary>The selector that the signer uses now, as somebody says who knows; for a signer whose configuration cannot be read from here.</summary>
    public string? SigningSelector { get; init; }

    /// <summary>Begin a new rotation though none is due, or though the new key was lost; take a selector though the DNS or the folder has it.</summary>
    public bool Force { get; init; }

    /// <summary>The servers to ask in place of those that the zone names; none for the zone's.</summary>
    public IReadOnlyList<IPEndPoint> NameServers { get; init; } = [];

    /// <summary>Only look: nothing is written, and the step tells what would be done.</summary>
    public bool OnlyLooks { get; init; }

    /// <summary>The name of a domain's state file.</summary>
    /// <param name="domain">The domain in ASCII.</param>
    public static string StateFileName(string domain) => $"{domain}.rotation.json";

    /// <summary>Checks what can be checked without looking anywhere.</summary>
    /// <exception cref="ArgumentException">A value is out of its range, or two do not go together. The message says what would do.</exception>
    public void Validate()
    {
        if (!DkimNameText.TryReadDomain(Domain, out _, out var problem)) throw new ArgumentException(problem);
        foreach (var selector in new[] { Selector, CurrentSelector, SigningSelector }.OfType<string>())
        {
            if (!DkimNameText.TryReadSelector(selector, out _, out problem)) throw new ArgumentException(problem);
        }
        if (RetainDays is < 1 or > MaxDays) throw new ArgumentException($"-RetainDays takes a number from 1 to {MaxDays}.");
        if (MaxAge is < 1 or > MaxDays) throw new ArgumentException($"-MaxAge takes a number of days from 1 to {MaxDays}.");
        if (Config is null != ConfigPath is null) throw new ArgumentException("-Config and -ConfigPath belong together: the program that signs, and the file that tells it the selector.");
        if (UpdateConfig && Config is null) throw new ArgumentException("-UpdateConfig needs the file that is to be changed: give -Config and -ConfigPath.");
        if (UpdateConfig && Config == DkimSoftware.Haraka) throw new ArgumentException("Haraka has the selector and the key in two files, which cannot be changed as one. Leave -UpdateConfig out; each call says what to do by hand.");
        if (SigningSelector is not null && Config is not null) throw new ArgumentException("-SigningSelector is for signers whose configuration is not read. Leave it out, or -Config.");
        if (CurrentSelector is not null && FirstKey) throw new ArgumentException("-FirstKey is for a domain without any key, and has no -CurrentSelector.");
        if (KeyPathTemplate is null) return;
        if (Config is not (DkimSoftware.Exim or DkimSoftware.Rspamd)) throw new ArgumentException("-KeyPathTemplate is for Exim and rspamd, whose maps name selectors alone.");
        if (!DkimKeyPathTemplate.IsUsable(KeyPathTemplate)) throw new ArgumentException("-KeyPathTemplate takes a full path with $selector in it, e.g. '/var/lib/rspamd/dkim/$domain.$selector.key'.");
    }
}
