#Requires -Version 7.4
# The scheduled task of the page of Optimize-SpfRecord, run day by day as it stands there; what it writes is what the lab publishes the next day.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $page = Get-Content (Join-Path $root 'docs/en-US/Optimize-SpfRecord.md') -Raw
    $once, $daily = [regex]::Match($page, '(?s)### Example 3:.*?```powershell\r?\n(.*?)```').Groups[1].Value -split '(?m)^# Every day:\r?\n'

    function Get-Networks([int] $Second, [int] $Count) { (0..($Count - 1) | ForEach-Object { "ip4:10.$Second.$($_ * 2).0/24" }) -join ' ' }

    # The records in the file, or what was published before there was one.
    function Start-Day([string] $Google, [string[]] $Published) {
        $zones = @{
            'google.com'   = "_spf TXT `"v=spf1 include:n1.google.com include:n2.google.com include:n3.google.com -all`"`n$(Split-Txt n1 $Google)`nn2 TXT `"v=spf1 ip4:10.9.0.0/24 -all`"`nn3 TXT `"v=spf1 ip4:10.9.2.0/24 -all`""
            'sendgrid.net' = '@ TXT "v=spf1 ip4:10.8.0.0/24 -all"'
            'zendesk.com'  = 'mail TXT "v=spf1 ip4:10.7.0.0/24 -all"'
            'example.com'  = "@ MX 10 mail`nmail A 10.6.0.1`n$($Published -join "`n")"
        }
        $parsed = $zones.GetEnumerator() | ForEach-Object { [SmtpAdmin.Lab.LabZone]::Parse($_.Key, "`$TTL 3600`n$($_.Value)") }
        [SmtpAdmin.Lab.LabDnsServer]::Start([SmtpAdmin.Lab.LabZone[]]$parsed)
    }

    function Split-Txt([string] $Name, [string] $Text) { "$Name TXT $(([regex]::Matches($Text, '.{1,200}').Value | ForEach-Object { '"' + $_ + '"' }) -join ' ')" }

    # One run of the task.
    function Invoke-Day([string] $Google, [string[]] $Published) {
        $server = Start-Day $Google $Published
        try {
            $PSDefaultParameterValues = @{ 'Optimize-SpfRecord:DnsServer' = $server.EndPoint.ToString() }
            $said = . ([scriptblock]::Create("Set-Location '$TestDrive'; `$zone = './spf-records.zone'; $daily"))
            [pscustomobject]@{ Said = "$said"; File = @(Get-Content "$TestDrive/spf-records.zone") }
        }
        finally { $null = $server.DisposeAsync().AsTask().Wait(10000) }
    }
}

Describe 'The scheduled task of the page' {
    It 'never drops a part that a cache may still ask for' {
        Push-Location $TestDrive
        try {
            . ([scriptblock]::Create($once))
            $first = "v=spf1 $(Get-Networks 1 56) -all"
            $changed = "v=spf1 $(Get-Networks 2 56) -all"

            $day1 = Invoke-Day $first "@ TXT `"$(Get-Content ./spf-source.txt)`""
            $day1.Said | Should -Be 'It costs 7 look-ups, and 5 may be.'
            $day1.File | ForEach-Object { ($_ -split ' ')[0] } | Should -Be '_spf1.example.com.', '_spf2.example.com.', 'example.com.'

            (Invoke-Day $first $day1.File).Said | Should -Be '' -Because 'what was written is published'

            $day3 = Invoke-Day $changed $day1.File
            $day3.Said | Should -BeLike 'It means something else: it lacks 56 networks (of include:_spf.google.com), has 56 networks too many.'
            $day3.File[0, 1] | Should -Be $day1.File[0, 1] -Because 'a receiver may have the old record in its cache'
            $day3.File | ForEach-Object { ($_ -split ' ')[0] } | Should -Be '_spf1.example.com.', '_spf2.example.com.', '_spf3.example.com.', '_spf4.example.com.', 'example.com.'

            $again = Invoke-Day $changed $day3.File
            $again.File | Should -Be $day3.File -Because 'the old parts stay for two days'
            (Get-Item ./spf-records.zone).LastWriteTime = (Get-Date).AddDays(-3)
            $last = Invoke-Day $changed $day3.File
            $last.File | Should -Be $day3.File[2..4]
            (Invoke-Day $changed $last.File).File | Should -Be $last.File
        }
        finally { Pop-Location }
    }
}
