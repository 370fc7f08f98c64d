variable "zone_id" {
  description = "The id of the zone in Cloudflare."
  type        = string
}

resource "cloudflare_dns_record" "txt_example_org" {
  zone_id = var.zone_id
  name    = "example.org"
  type    = "TXT"
  ttl     = 300
  content = "\"v=spf1 ip4:192.0.2.1 exists:%%{i}._spf.example.org -all\""
}

resource "cloudflare_dns_record" "txt_example_org_2" {
  zone_id = var.zone_id
  name    = "example.org"
  type    = "TXT"
  ttl     = 300
  content = "\"it's \\\"quoted\\\"; $(id) $${x} `y`\""
}

resource "cloudflare_dns_record" "mx_example_org" {
  zone_id  = var.zone_id
  name     = "example.org"
  type     = "MX"
  ttl      = 1
  priority = 10
  content  = "mx1.example.org"
}

resource "cloudflare_dns_record" "mx_example_org_2" {
  zone_id  = var.zone_id
  name     = "example.org"
  type     = "MX"
  ttl      = 1
  priority = 20
  content  = "mx2.example.net"
}

resource "cloudflare_dns_record" "caa_example_org" {
  zone_id = var.zone_id
  name    = "example.org"
  type    = "CAA"
  ttl     = 1
  data = {
    flags = 0
    tag   = "issue"
    value = "letsencrypt.org; validationmethods=dns-01"
  }
}

resource "cloudflare_dns_record" "caa_example_org_2" {
  zone_id = var.zone_id
  name    = "example.org"
  type    = "CAA"
  ttl     = 1
  data = {
    flags = 128
    tag   = "iodef"
    value = "mailto:hostmaster@example.org"
  }
}

resource "cloudflare_dns_record" "txt__dmarc_example_org" {
  zone_id = var.zone_id
  name    = "_dmarc.example.org"
  type    = "TXT"
  ttl     = 3600
  content = "\"v=DMARC1; p=reject; rua=mailto:d@example.org\""
}

resource "cloudflare_dns_record" "tlsa__25__tcp_mx1_example_org" {
  zone_id = var.zone_id
  name    = "_25._tcp.mx1.example.org"
  type    = "TLSA"
  ttl     = 1
  data = {
    usage         = 3
    selector      = 1
    matching_type = 1
    certificate   = "0D6FCE3A1C5E7D1E9A2B4C6D8E0F10213243546576879809A1B2C3D4E5F60718"
  }
}

resource "cloudflare_dns_record" "cname_k1__domainkey_example_org" {
  zone_id = var.zone_id
  name    = "k1._domainkey.example.org"
  type    = "CNAME"
  ttl     = 1
  content = "k1.esp.example.net"
}

resource "cloudflare_dns_record" "a_k10__domainkey_example_org" {
  zone_id = var.zone_id
  name    = "k10._domainkey.example.org"
  type    = "A"
  ttl     = 1
  content = "192.0.2.10"
}

resource "cloudflare_dns_record" "aaaa_k2__domainkey_example_org" {
  zone_id = var.zone_id
  name    = "k2._domainkey.example.org"
  type    = "AAAA"
  ttl     = 1
  content = "2001:db8::2"
}

resource "cloudflare_dns_record" "srv__submission__tcp_example_org" {
  zone_id  = var.zone_id
  name     = "_submission._tcp.example.org"
  type     = "SRV"
  ttl      = 1
  priority = 1
  data = {
    priority = 1
    weight   = 2
    port     = 587
    target   = "mx1.example.org"
  }
}

resource "cloudflare_dns_record" "txt_s1__domainkey_example_org" {
  zone_id = var.zone_id
  name    = "s1._domainkey.example.org"
  type    = "TXT"
  ttl     = 1
  content = "\"v=DKIM1; k=rsa; p=MIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIB\" \"QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/\""
}

resource "cloudflare_dns_record" "ns_sub_example_org" {
  zone_id = var.zone_id
  name    = "sub.example.org"
  type    = "NS"
  ttl     = 1
  content = "ns1.example.net"
}

resource "cloudflare_dns_record" "a_wildcard_lists_example_org" {
  zone_id = var.zone_id
  name    = "*.lists.example.org"
  type    = "A"
  ttl     = 1
  content = "192.0.2.11"
}

resource "cloudflare_dns_record" "ptr_ptr_example_org" {
  zone_id = var.zone_id
  name    = "ptr.example.org"
  type    = "PTR"
  ttl     = 1
  content = "mx1.example.org"
}
