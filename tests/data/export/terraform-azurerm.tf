variable "resource_group_name" {
  description = "The resource group of the zone."
  type        = string
}

resource "azurerm_dns_txt_record" "txt_example_org" {
  name                = "@"
  zone_name           = "example.org"
  resource_group_name = var.resource_group_name
  ttl                 = 300

  record {
    value = "v=spf1 ip4:192.0.2.1 exists:%%{i}._spf.example.org -all"
  }

  record {
    value = "it's \"quoted\"; $(id) $${x} `y`"
  }
}

resource "azurerm_dns_mx_record" "mx_example_org" {
  name                = "@"
  zone_name           = "example.org"
  resource_group_name = var.resource_group_name
  ttl                 = 3600

  record {
    preference = 10
    exchange   = "mx1.example.org"
  }

  record {
    preference = 20
    exchange   = "mx2.example.net"
  }
}

resource "azurerm_dns_caa_record" "caa_example_org" {
  name                = "@"
  zone_name           = "example.org"
  resource_group_name = var.resource_group_name
  ttl                 = 3600

  record {
    flags = 0
    tag   = "issue"
    value = "letsencrypt.org; validationmethods=dns-01"
  }

  record {
    flags = 128
    tag   = "iodef"
    value = "mailto:hostmaster@example.org"
  }
}

resource "azurerm_dns_txt_record" "txt__dmarc_example_org" {
  name                = "_dmarc"
  zone_name           = "example.org"
  resource_group_name = var.resource_group_name
  ttl                 = 3600

  record {
    value = "v=DMARC1; p=reject; rua=mailto:d@example.org"
  }
}

resource "azurerm_dns_cname_record" "cname_k1__domainkey_example_org" {
  name                = "k1._domainkey"
  zone_name           = "example.org"
  resource_group_name = var.resource_group_name
  ttl                 = 3600
  record              = "k1.esp.example.net"
}

resource "azurerm_dns_a_record" "a_k10__domainkey_example_org" {
  name                = "k10._domainkey"
  zone_name           = "example.org"
  resource_group_name = var.resource_group_name
  ttl                 = 3600
  records             = ["192.0.2.10"]
}

resource "azurerm_dns_aaaa_record" "aaaa_k2__domainkey_example_org" {
  name                = "k2._domainkey"
  zone_name           = "example.org"
  resource_group_name = var.resource_group_name
  ttl                 = 3600
  records             = ["2001:db8::2"]
}

resource "azurerm_dns_srv_record" "srv__submission__tcp_example_org" {
  name                = "_submission._tcp"
  zone_name           = "example.org"
  resource_group_name = var.resource_group_name
  ttl                 = 3600

  record {
    priority = 1
    weight   = 2
    port     = 587
    target   = "mx1.example.org"
  }
}

resource "azurerm_dns_txt_record" "txt_s1__domainkey_example_org" {
  name                = "s1._domainkey"
  zone_name           = "example.org"
  resource_group_name = var.resource_group_name
  ttl                 = 3600

  record {
    value = "v=DKIM1; k=rsa; p=MIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBQAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/"
  }
}

resource "azurerm_dns_ns_record" "ns_sub_example_org" {
  name                = "sub"
  zone_name           = "example.org"
  resource_group_name = var.resource_group_name
  ttl                 = 3600
  records             = ["ns1.example.net"]
}

resource "azurerm_dns_a_record" "a_wildcard_lists_example_org" {
  name                = "*.lists"
  zone_name           = "example.org"
  resource_group_name = var.resource_group_name
  ttl                 = 3600
  records             = ["192.0.2.11"]
}

resource "azurerm_dns_ptr_record" "ptr_ptr_example_org" {
  name                = "ptr"
  zone_name           = "example.org"
  resource_group_name = var.resource_group_name
  ttl                 = 3600
  records             = ["mx1.example.org"]
}
