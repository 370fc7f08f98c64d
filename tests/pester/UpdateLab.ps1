# A zone that takes updates, and keys to sign them: dot-source it behind Lab.ps1.

function Start-UpdateLab {
    $zone = '
@         300 SOA   ns hostmaster 1 3600 600 86400 60
@         300 NS    ns
ns        300 A     127.0.0.1
@         120 TXT   "token=1"
@         120 TXT   "v=spf1 -all"
old       900 TXT   "v=BIMI1; was"
alias     300 CNAME old
several   300 A     192.0.2.1
several   300 A     192.0.2.2
'
    Start-Lab ([SmtpAdmin.Lab.LabEnvironmentOptions]@{ Zones = [SmtpAdmin.Lab.LabZone[]]@([SmtpAdmin.Lab.LabZone]::Parse('publish.test', $zone), [SmtpAdmin.Lab.LabZone]::Parse('other.test', '@ A 192.0.2.9')) })
}

# The lab's key as BIND has it, in a file that its owner alone may read.
function New-KeyFile([string] $Secret = [SmtpAdmin.Lab.LabEnvironment]::UpdateKeySecret, [string] $Name = [SmtpAdmin.Lab.LabEnvironment]::UpdateKeyName) {
    $path = Join-Path $TestDrive "$([guid]::NewGuid()).key"
    Set-Content $path "key `"$Name`" { algorithm hmac-sha256; secret `"$Secret`"; };"
    if (-not $IsWindows) { chmod 600 $path }
    $path
}

# What the server has, as zone text, in order.
function Get-Published([string] $Name, [string] $Type = 'TXT') {
    $options = [SmtpAdmin.Dns.DnsResolverOptions]@{ Servers = [Net.IPEndPoint[]]@($lab.Dns.EndPoint); UseCache = $false }
    $resolver = [SmtpAdmin.Dns.DnsResolver]::new($options, [TimeProvider]::System)
    try {
        $answer = $resolver.ResolveAsync([SmtpAdmin.Dns.DnsName]::Parse($Name), [SmtpAdmin.Dns.DnsType]$Type, [Threading.CancellationToken]::None).AsTask().GetAwaiter().GetResult()
        $answer.Records | ForEach-Object DataText | Sort-Object
    }
    finally { $resolver.Dispose() }
}

# Lets the next question of a type go wrong; updates are questions for the SOA of their zone.
function Set-Fault([string] $Name, [string] $Kind, [string] $Type = 'SOA', $Times = 1) {
    $fault = [SmtpAdmin.Lab.LabDnsFault]::new($Kind)
    $fault.Type = $Type
    $fault.Times = $Times
    $lab.Dns.Order($Name, $fault)
}
