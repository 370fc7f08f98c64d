namespace SmtpAdmin.Provisioning;

/// <summary>The Terraform providers whose resources can be written.</summary>
public enum TerraformProvider
{
    /// <summary><c>aws_route53_record</c>.</summary>
    Aws,

    /// <summary><c>cloudflare_dns_record</c>, of version 5 of the provider.</summary>
    Cloudflare,

    /// <summary><c>azurerm_dns_txt_record</c> and its like.</summary>
    Azurerm,

    /// <summary><c>google_dns_record_set</c>.</summary>
    Google,
}
