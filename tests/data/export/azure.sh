#!/bin/sh
set -eu
az network dns record-set txt create --resource-group='mail-rg' --zone-name='example.org' --name='@' --ttl=300
az network dns record-set txt add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='@' --value='v=spf1 ip4:192.0.2.1 exists:%{i}._spf.example.org -all'
az network dns record-set txt add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='@' --value='it'\''s "quoted"; $(id) ${x} `y`'
az network dns record-set mx create --resource-group='mail-rg' --zone-name='example.org' --name='@' --ttl=3600
az network dns record-set mx add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='@' --ttl=3600 --exchange='mx1.example.org' --preference='10'
az network dns record-set mx add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='@' --ttl=3600 --exchange='mx2.example.net' --preference='20'
az network dns record-set caa create --resource-group='mail-rg' --zone-name='example.org' --name='@' --ttl=3600
az network dns record-set caa add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='@' --ttl=3600 --flags='0' --tag='issue' --value='letsencrypt.org; validationmethods=dns-01'
az network dns record-set caa add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='@' --ttl=3600 --flags='128' --tag='iodef' --value='mailto:hostmaster@example.org'
az network dns record-set txt create --resource-group='mail-rg' --zone-name='example.org' --name='_dmarc' --ttl=3600
az network dns record-set txt add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='_dmarc' --value='v=DMARC1; p=reject; rua=mailto:d@example.org'
az network dns record-set tlsa create --resource-group='mail-rg' --zone-name='example.org' --name='_25._tcp.mx1' --ttl=3600
az network dns record-set tlsa add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='_25._tcp.mx1' --ttl=3600 --certificate-usage='3' --selector='1' --matching-type='1' --certificate-data='0D6FCE3A1C5E7D1E9A2B4C6D8E0F10213243546576879809A1B2C3D4E5F60718'
az network dns record-set cname create --resource-group='mail-rg' --zone-name='example.org' --name='k1._domainkey' --ttl=3600
az network dns record-set cname set-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='k1._domainkey' --ttl=3600 --cname='k1.esp.example.net'
az network dns record-set a create --resource-group='mail-rg' --zone-name='example.org' --name='k10._domainkey' --ttl=3600
az network dns record-set a add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='k10._domainkey' --ttl=3600 --ipv4-address='192.0.2.10'
az network dns record-set aaaa create --resource-group='mail-rg' --zone-name='example.org' --name='k2._domainkey' --ttl=3600
az network dns record-set aaaa add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='k2._domainkey' --ttl=3600 --ipv6-address='2001:db8::2'
az network dns record-set srv create --resource-group='mail-rg' --zone-name='example.org' --name='_submission._tcp' --ttl=3600
az network dns record-set srv add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='_submission._tcp' --priority='1' --weight='2' --port='587' --target='mx1.example.org'
az network dns record-set txt create --resource-group='mail-rg' --zone-name='example.org' --name='s1._domainkey' --ttl=3600
az network dns record-set txt add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='s1._domainkey' --value='v=DKIM1; k=rsa; p=MIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBQAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/QAB/'
az network dns record-set ns create --resource-group='mail-rg' --zone-name='example.org' --name='sub' --ttl=3600
az network dns record-set ns add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='sub' --ttl=3600 --nsdname='ns1.example.net'
az network dns record-set a create --resource-group='mail-rg' --zone-name='example.org' --name='*.lists' --ttl=3600
az network dns record-set a add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='*.lists' --ttl=3600 --ipv4-address='192.0.2.11'
az network dns record-set ptr create --resource-group='mail-rg' --zone-name='example.org' --name='ptr' --ttl=3600
az network dns record-set ptr add-record --resource-group='mail-rg' --zone-name='example.org' --record-set-name='ptr' --ttl=3600 --ptrdname='mx1.example.org'
