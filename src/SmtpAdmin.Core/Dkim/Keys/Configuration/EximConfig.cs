namespace SmtpAdmin.Dkim;

/// <summary>Exim: options of the smtp transport (The Exim Specification, chapter on DKIM).</summary>
internal static class EximConfig
{
    public static IEnumerable<DkimConfigFile> Of(DkimNewKey key)
    {
        // $rh_from: is the field as it stands in the message; mail from other domains expands to nothing and goes out as it is.
        var text = $"dkim_domain = ${{if eqi{{${{domain:$rh_from:}}}}{{{key.Domain}}}{{{key.Domain}}}}}\n"
            + $"dkim_selector = {key.Selector}\n"
            + $"dkim_private_key = {key.PrivateKeyPath}\n"
            + "dkim_canon = relaxed\n"
            + "dkim_strict = true";
        yield return new(
            DkimSoftware.Exim, "/etc/exim4/exim4.conf.template", text,
            $"In the smtp transport that sends to the world, remote_smtp in Debian. {DkimConfig.Owner(DkimSoftware.Exim, key.PrivateKeyPath!)}. Then, in Debian: update-exim4.conf; systemctl reload exim4{(key.Algorithm == DkimKeyAlgorithm.Ed25519 ? ". Ed25519 needs Exim 4.92 or later." : "")}");
    }
}
