# SPF records in the lab: dot-source it behind Lab.ps1.

$spfZones = @{
    'example.com' = '
@         TXT   "v=spf1 ip4:192.0.2.0/28 include:_spf.example.net exists:%{ir}.allow.example.com -all exp=why.example.com"
why       TXT   "%{i} may not send for %{d}; see https://example.com/mail"
soft      TXT   "v=spf1 a:host.example.com ~all"
host      A     192.0.2.99
none      A     192.0.2.99
two       TXT   "v=spf1 -all"
          TXT   "v=spf1 ?all"
bad       TXT   "v=spf1 ip4:192.0.2.300 -all"
voids     TXT   "v=spf1 a:v1.example.com a:v2.example.com a:v3.example.com ?all"
who       TXT   "v=spf1 exists:%{r}.rcv.example.com -all"
mx.rcv    A     127.0.0.2
1.0.0.127.allow A 127.0.0.2
helo      TXT   "v=spf1 ip4:198.51.100.7 -all"
'
    'example.net' = '
_spf      TXT   "v=spf1 ip4:198.51.100.0/24 ip6:2001:db8:25::/48 ?all"
'
}

function Start-SpfLab {
    $zones = $spfZones.GetEnumerator() | ForEach-Object { [SmtpAdmin.Lab.LabZone]::Parse($_.Key, $_.Value) }
    Start-Lab ([SmtpAdmin.Lab.LabEnvironmentOptions]@{ Zones = [SmtpAdmin.Lab.LabZone[]]$zones })
}
