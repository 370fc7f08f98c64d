variable "managed_zone" {
  description = "The name of the managed zone in Cloud DNS."
  type        = string
}

resource "google_dns_record_set" "txt_example_org" {
  managed_zone = var.managed_zone
  name         = "example.org."
  type         = "TXT"
  ttl          = 300
  rrdatas      = ["\"v=spf1 ip4:192.0.2.1 exists:%%{i}._spf.example.org -all\"", "\"it's \\\"quoted\\\"; $(id) $${x} `y`\""]
}

resource "google_dns_record_set" "mx_example_org" {
  managed_zone = var.managed_zone
  name         = "example.org."
  type         = "MX"
  ttl          = 3600
  rrdatas      = ["10 mx1.example.org.", "20 mx2.example.net."]
}

resource "google_dns_record_set" "caa_example_org" {
  managed_zone = var.managed_zone
  name         = "example.org."
  type         = "CAA"
  ttl          = 3600
  rrdatas      = ["0 issue \"letsencrypt.org; validationmethods=dns-01\"", "128 iodef \"mailto:hostmaster@example.org\""]
}

resource "google_dns_record_set" "txt__dmarc_example_org" {
  managed_zone = var.managed_zone
  name         = "_dmarc.example.org."
  type         = "TXT"
  ttl          = 3600
  rrdatas      = ["\"v=DMARC1; p=reject; rua=mailto:d@example.org\""]
}

resource "google_dns_record_set" "tlsa__25__tcp_mx1_example_org" {
  managed_zone = var.managed_zone
  name         = "_25._tcp.mx1.example.org."
  type         = "TLSA"
  ttl          = 3600
  rrdatas      = ["3 1 1 0D6FCE3A1C5E7D1E9A2B4C6D8E0F10213243546576879809A1B2C3D4E5F60718"]
}

resource "google_dns_record_set" "cname_k1__domainkey_example_org" {
  managed_zone = var.managed_zone
  name         = "k1._domainkey.example.org."
  type         = "CNAME"
  ttl          = 3600
  rrdatas      = ["k1.esp.example.net."]
}

resource "google_dns_record_set" "a_k10__domainkey_example_org" {
  managed_zone = var.managed_zone
  name         = "k10._domainkey.example.org."
  type         = "A"
  ttl          = 3600
  rrdatas      = ["192.0.2.10"]
}

resource "google_dns_record_set" "aaaa_k2__domainkey_example_org" {
  managed_zone = var.managed_zone
  name         = "k2._domainkey.example.org."
  type         = "AAAA"
  ttl          = 3600
  rrdatas      = ["2001:db8::2"]
}

resource "google_dns_record_set" "srv__submission__tcp_example_org" {
  managed_zone = var.managed_zone
  name         = "_submission._tcp.example.org."
  type         = "SRV"
  ttl          = 3600
  rrdatas      = ["1 2 587 mx1.example.org."]
}

resource "google_dns_record_set" "txt_s1__domainkey_example_org" {
  managed_zone = var.managed_zone
  name         = "s1._domainkey.example.org."
  type         = "TXT"
  ttl          = 3600
  rrdatas      = ["\"v=DKIM1; k=rsa; p=MIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIB\" \"QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/\""]
}

resource "google_dns_record_set" "ns_sub_example_org" {
  managed_zone = var.managed_zone
  name         = "sub.example.org."
  type         = "NS"
  ttl          = 3600
  rrdatas      = ["ns1.example.net."]
}

resource "google_dns_record_set" "a_wildcard_lists_example_org" {
  managed_zone = var.managed_zone
  name         = "*.lists.example.org."
  type         = "A"
  ttl          = 3600
  rrdatas      = ["192.0.2.11"]
}

resource "google_dns_record_set" "ptr_ptr_example_org" {
  managed_zone = var.managed_zone
  name         = "ptr.example.org."
  type         = "PTR"
  ttl          = 3600
  rrdatas      = ["mx1.example.org."]
}
