variable "zone_id" {
  description = "The id of the hosted zone in Route 53."
  type        = string
}

resource "aws_route53_record" "txt_example_org" {
  zone_id = var.zone_id
  name    = "example.org"
  type    = "TXT"
  ttl     = 300
  records = ["v=spf1 ip4:192.0.2.1 exists:%%{i}._spf.example.org -all", "it's \\\"quoted\\\"; $(id) $${x} `y`"]
}

resource "aws_route53_record" "mx_example_org" {
  zone_id = var.zone_id
  name    = "example.org"
  type    = "MX"
  ttl     = 3600
  records = ["10 mx1.example.org.", "20 mx2.example.net."]
}

resource "aws_route53_record" "caa_example_org" {
  zone_id = var.zone_id
  name    = "example.org"
  type    = "CAA"
  ttl     = 3600
  records = ["0 issue \"letsencrypt.org; validationmethods=dns-01\"", "128 iodef \"mailto:hostmaster@example.org\""]
}

resource "aws_route53_record" "txt__dmarc_example_org" {
  zone_id = var.zone_id
  name    = "_dmarc.example.org"
  type    = "TXT"
  ttl     = 3600
  records = ["v=DMARC1; p=reject; rua=mailto:d@example.org"]
}

resource "aws_route53_record" "tlsa__25__tcp_mx1_example_org" {
  zone_id = var.zone_id
  name    = "_25._tcp.mx1.example.org"
  type    = "TLSA"
  ttl     = 3600
  records = ["3 1 1 0D6FCE3A1C5E7D1E9A2B4C6D8E0F10213243546576879809A1B2C3D4E5F60718"]
}

resource "aws_route53_record" "cname_k1__domainkey_example_org" {
  zone_id = var.zone_id
  name    = "k1._domainkey.example.org"
  type    = "CNAME"
  ttl     = 3600
  records = ["k1.esp.example.net."]
}

resource "aws_route53_record" "a_k10__domainkey_example_org" {
  zone_id = var.zone_id
  name    = "k10._domainkey.example.org"
  type    = "A"
  ttl     = 3600
  records = ["192.0.2.10"]
}

resource "aws_route53_record" "aaaa_k2__domainkey_example_org" {
  zone_id = var.zone_id
  name    = "k2._domainkey.example.org"
  type    = "AAAA"
  ttl     = 3600
  records = ["2001:db8::2"]
}

resource "aws_route53_record" "srv__submission__tcp_example_org" {
  zone_id = var.zone_id
  name    = "_submission._tcp.example.org"
  type    = "SRV"
  ttl     = 3600
  records = ["1 2 587 mx1.example.org."]
}

resource "aws_route53_record" "txt_s1__domainkey_example_org" {
  zone_id = var.zone_id
  name    = "s1._domainkey.example.org"
  type    = "TXT"
  ttl     = 3600
  records = ["v=DKIM1; k=rsa; p=MIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIB\"\"QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/"]
}

resource "aws_route53_record" "ns_sub_example_org" {
  zone_id = var.zone_id
  name    = "sub.example.org"
  type    = "NS"
  ttl     = 3600
  records = ["ns1.example.net."]
}

resource "aws_route53_record" "a_wildcard_lists_example_org" {
  zone_id = var.zone_id
  name    = "*.lists.example.org"
  type    = "A"
  ttl     = 3600
  records = ["192.0.2.11"]
}

resource "aws_route53_record" "ptr_ptr_example_org" {
  zone_id = var.zone_id
  name    = "ptr.example.org"
  type    = "PTR"
  ttl     = 3600
  records = ["mx1.example.org."]
}
