Add-DnsServerResourceRecord -ZoneName 'example.org' -Name '@' -TimeToLive '00:05:00' -Txt -DescriptiveText 'v=spf1 ip4:192.0.2.1 exists:%{i}._spf.example.org -all'
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name '@' -TimeToLive '00:05:00' -Txt -DescriptiveText 'it''s "quoted"; $(id) ${x} `y`'
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name '@' -MX -MailExchange 'mx1.example.org.' -Preference 10
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name '@' -MX -MailExchange 'mx2.example.net.' -Preference 20
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name '@' -Type 257 -RecordData '000569737375656C657473656E63727970742E6F72673B2076616C69646174696F6E6D6574686F64733D646E732D3031'
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name '@' -Type 257 -RecordData '8005696F6465666D61696C746F3A686F73746D6173746572406578616D706C652E6F7267'
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name '_dmarc' -TimeToLive '01:00:00' -Txt -DescriptiveText 'v=DMARC1; p=reject; rua=mailto:d@example.org'
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name '_25._tcp.mx1' -TLSA -CertificateUsage 'DomainIssuedCertificate' -Selector 'SubjectPublicKeyInfo' -MatchingType 'Sha256Hash' -CertificateAssociationData '0D6FCE3A1C5E7D1E9A2B4C6D8E0F10213243546576879809A1B2C3D4E5F60718'
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name 'k1._domainkey' -CName -HostNameAlias 'k1.esp.example.net.'
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name 'k10._domainkey' -A -IPv4Address '192.0.2.10'
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name 'k2._domainkey' -AAAA -IPv6Address '2001:db8::2'
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name '_submission._tcp' -Srv -DomainName 'mx1.example.org.' -Priority 1 -Weight 2 -Port 587
dnscmd.exe /RecordAdd 'example.org' 's1._domainkey' TXT 'v=DKIM1; k=rsa; p=MIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIB' 'QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/'
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name 'sub' -NS -NameServer 'ns1.example.net.'
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name '*.lists' -A -IPv4Address '192.0.2.11'
Add-DnsServerResourceRecord -ZoneName 'example.org' -Name 'ptr' -Ptr -PtrDomainName 'mx1.example.org.'
