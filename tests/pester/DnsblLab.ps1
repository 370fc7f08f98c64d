# Blacklists in the lab: dot-source it behind Lab.ps1. Nothing but the lab is asked; it refuses zones that it does not have.

# One list each that works, knows codes, refuses, lists everything, is parked, vouches; and zones under their real names.
$listZones = @{
    'lists.test' = '
2.0.0.127.good      A    127.0.0.2
2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.good  A  127.0.0.2
test.good           A    127.0.0.2
25.2.0.192.good     A    127.0.0.3
                    TXT  "Seen sending spam, see https://lists.test/192.0.2.25"
5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.good  A  127.0.0.3
1.0.0.127.good      TXT  "a comment on an entry that is not listed"
bad.example.good    A    127.0.0.3
2.0.0.127.coded     A    127.0.0.2
25.2.0.192.coded    A    127.0.0.2
                    A    127.0.0.4
26.2.0.192.coded    A    127.0.0.77
2.0.0.127.allow     A    127.0.5.1
24.2.0.192.allow    A    127.0.5.3
*.refuse            A    127.0.0.254
*.all               A    127.0.0.2
*.parked            A    192.0.2.80
empty               A    127.0.0.1
2.0.0.127.dead      A    127.0.0.2
2.0.0.127.half      A    127.0.0.2
2.0.0.127.own       A    127.0.0.77
test.names          A    127.0.0.2
bad.example.names   A    127.0.0.2
5.4.3.2.6.5.4.3.e.d.c.b.a.0.0.0.8.7.6.5.4.3.2.1.8.b.d.0.1.0.0.2.good  A  127.0.0.3
'
    'bl.spamcop.net' = '
2.0.0.127           A    127.0.0.2
25.2.0.192          A    127.0.0.2
                    TXT  "Blocked - see https://www.spamcop.net/bl.shtml?192.0.2.25"
'
    'zen.spamhaus.org' = '
*                   A    127.255.255.254
                    TXT  "Error: open resolver; https://check.spamhaus.org/returnc/pub/192.0.2.53/"
'
    's3cretk3y.zen.dq.spamhaus.net' = '
2.0.0.127           A    127.0.0.2
25.2.0.192          A    127.0.0.4
                    TXT  "https://check.spamhaus.org/query/ip/192.0.2.25?key=s3cretk3y"
'
    'dbl.spamhaus.org' = '
dbltest.com         A    127.0.1.2
bad.example         A    127.0.1.4
'
}

$listFile = '{ "providers": [
    { "name": "Coded", "zone": "coded.lists.test", "subjects": ["IPv4"], "severity": "High",
      "codes": [{ "code": "127.0.0.2", "meaning": "Spam source" }, { "code": "127.0.0.4", "meaning": "Open proxy" }],
      "delistUrl": "https://lists.test/remove?{target}", "prerequisites": "Close the proxy.", "policy": { "text": "Ends after a week." } },
    { "name": "Refusing", "zone": "refuse.lists.test", "subjects": ["IPv4", "Domain"], "accessNote": "Register first.",
      "codes": [{ "code": "127.0.0.2", "meaning": "Spam source" }, { "code": "127.0.0.254", "meaning": "Not to this resolver", "result": "Refused" }] },
    { "name": "Vouching", "zone": "allow.lists.test", "subjects": ["IPv4"], "categories": ["Allow"],
      "codes": [{ "code": "127.0.*.1-3", "meaning": "Trust: {4}", "result": "Allowed" }] },
    { "name": "Half", "zone": "half.lists.test", "subjects": ["IPv4", "Domain"] },
    { "name": "Own-Code", "zone": "own.lists.test", "subjects": ["IPv4"], "codes": [{ "code": "127.0.0.2", "meaning": "Spam source" }] }
] }'

function Start-ListLab {
    $options = [SmtpAdmin.Lab.LabEnvironmentOptions]::new()
    $zones = $listZones.GetEnumerator() | ForEach-Object { [SmtpAdmin.Lab.LabZone]::Parse($_.Key, $_.Value) }
    [SmtpAdmin.Lab.LabEnvironmentOptions].GetProperty('Zones').SetValue($options, [SmtpAdmin.Lab.LabZone[]]$zones)
    $lab = Start-Lab $options
    foreach ($entry in '1.0.0.127', '2.0.0.127', '25.2.0.192') {
        $lab.Dns.Order("$entry.dead.lists.test", [SmtpAdmin.Lab.LabDnsFault]::new('Drop'))
    }
    $lab
}

# A DNS server with the one list bl.test, which holds its test entry and what is given: a list as it stands at some time.
function Start-List([string[]] $Record) {
    $zone = [SmtpAdmin.Lab.LabZone]::Parse('bl.test', (@('2.0.0.127 A 127.0.0.2') + $Record) -join "`n")
    [SmtpAdmin.Lab.LabDnsServer]::Start([SmtpAdmin.Lab.LabZone[]]@($zone), $null, $null)
}

# What a shell without a console shows, which takes 80 columns for granted: whole words at any width from there on.
function Show-Alone($Object, [int] $Width, [switch] $Strict) {
    $shell = [powershell]::Create()
    try {
        $null = $shell.AddScript({
            param($module, $objects, $width, $strict)
            if ($strict) { Set-StrictMode -Version Latest }
            $PSStyle.OutputRendering = 'PlainText'
            Import-Module $module
            $objects | Out-String -Width $width
        }).AddArgument("$root/out/SmtpAdmin").AddArgument($Object).AddArgument($Width).AddArgument([bool]$Strict)
        $text = "$($shell.Invoke())"
        $text -split '\r?\n' | ForEach-Object { $_.Length | Should -BeLessOrEqual $Width -Because $_ }
        $text
    }
    finally { $shell.Dispose() }
}

function Stop-List($List) {
    if ($List) { $null = $List.DisposeAsync().AsTask().Wait(10000) }
}
