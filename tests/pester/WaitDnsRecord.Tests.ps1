#Requires -Version 7.4
# Wait-DnsRecord in a real PowerShell, with a server whose records change.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    . "$PSScriptRoot/UpdateLab.ps1"
}

Describe 'Wait-DnsRecord' {
    BeforeEach {
        $lab = Start-UpdateLab
        $dns = $lab.Dns.EndPoint.ToString()
        $there = @{ Server = $dns; KeyPath = New-KeyFile }
    }

    AfterEach { Stop-Lab $lab }

    It 'sees what is there at once, by a resolver or by the servers of the zone' {
        foreach ($given in @{ DnsServer = $dns }, @{ NameServer = $dns }) {
            $seen = Wait-DnsRecord -Name old.publish.test -Type TXT -Value 'v=BIMI1; was' @given
            $seen | Should -BeOfType SmtpAdmin.Provisioning.DnsWaitResult
            "$($seen.Status) $($seen.Passed) $($seen.Name) $($seen.Type)" | Should -BeExactly 'Visible True old.publish.test TXT'
            $seen.Servers.Count | Should -Be 1
            $seen.Servers[0].Server, $seen.Servers[0].Status | Should -Be $dns, 'Visible'
            $seen.StaleSeconds | Should -BeNullOrEmpty -Because 'nobody told what was there before'
            $seen.Findings.Code | Should -Be 'WAIT-STALE-UNKNOWN'
        }
    }

    It 'asks what the pipeline has: <What>' -ForEach @(
        @{ What = 'a builder'; Given = { New-SpfRecord old.publish.test -All Fail -NoLookup } }
        @{ What = 'a table'; Given = { @{ Name = 'old.publish.test'; Type = 'TXT'; Value = 'v=spf1 -all' } } }
        @{ What = 'a row of CSV'; Given = { "Name,Type,Value`nold.publish.test,TXT,v=spf1 -all" | ConvertFrom-Csv } }
        @{ What = 'a line'; Given = { 'old.publish.test. IN TXT "v=spf1 -all"' } }
    ) {
        Publish-DnsRecord -Name old.publish.test -Type TXT -Value 'v=spf1 -all' @there -Force
        & $Given | Wait-DnsRecord -NameServer $dns -Quiet | Should -BeTrue
    }

    It 'waits until it is there' {
        $running = [powershell]::Create()
        try {
            $null = $running.AddScript("Import-Module '$(Join-Path $root 'out/SmtpAdmin')'; Wait-DnsRecord -Name new.publish.test -Type TXT -Value new -NameServer $dns -Timeout 300")
            $run = $running.BeginInvoke()
            Wait-Until { $lab.Dns.Queries | Where-Object { "$($_.Name)" -eq 'new.publish.test' } } -Seconds 60 | Should -BeTrue
            Publish-DnsRecord -Name new.publish.test -Type TXT -Value new @there
            Wait-Until { $run.IsCompleted } -Seconds 60 | Should -BeTrue
            $seen = $running.EndInvoke($run)[0]
            $seen.Status | Should -Be 'Visible'
            $seen.WaitedMs | Should -BeGreaterThan 0
            $seen.StaleSeconds | Should -Be 60 -Because 'it saw itself that there was nothing, which the SOA has resolvers keep for a minute'
            $seen.Findings.Code | Should -Be 'WAIT-STALE'
        }
        finally { $running.Dispose() }
    }

    It 'waits until it is gone' {
        Remove-DnsRecord -Name old.publish.test -Type TXT @there -Confirm:$false
        (Wait-DnsRecord -Name old.publish.test -Type TXT -NameServer $dns).Status | Should -Be 'Visible'
        (Wait-DnsRecord -Name several.publish.test -Type A -NameServer $dns -Timeout 2).Status | Should -Be 'Different'
    }

    It 'says <Status> at the end of its time' -ForEach @(
        @{ Status = 'Different'; Name = 'old.publish.test'; Detail = '"v=BIMI1; was"' }
        @{ Status = 'Missing'; Name = 'gone.publish.test'; Detail = 'there is none' }
        @{ Status = 'Unknown'; Name = 'elsewhere.example'; Detail = '*REFUSED*' }
    ) {
        $seen = Wait-DnsRecord -Name $Name -Type TXT -Value new -NameServer $dns -Timeout 2
        "$($seen.Status) $($seen.Passed)" | Should -BeExactly "$Status False"
        $seen.Servers[0].Detail | Should -BeLike $Detail
        $seen.StaleUntil | Should -BeNullOrEmpty
        $seen.Findings.Count | Should -Be 1
        $seen.Findings[0].Code | Should -Be ($Status -eq 'Unknown' ? 'WAIT-UNKNOWN' : 'WAIT-NOT-VISIBLE')
        $seen.Findings[0].Remedy | Should -Not -BeNullOrEmpty
        Wait-DnsRecord -Name $Name -Type TXT -Value new -NameServer $dns -Timeout 2 -Quiet | Should -BeFalse
    }

    It 'never takes a server that fails for one that shows nothing' {
        Set-Fault gone.publish.test ServFail TXT $null
        $seen = Wait-DnsRecord -Name gone.publish.test -Type TXT -NameServer $dns -Timeout 2
        "$($seen.Status) $($seen.Servers[0].Status)" | Should -BeExactly 'Unknown Unknown'
    }

    It 'knows from what was published how long the old may be seen' {
        $seen = 'old.publish.test. 60 IN TXT "v=BIMI1; new"', 'new.publish.test. IN TXT "new"' | Publish-DnsRecord @there -PassThru | Wait-DnsRecord -NameServer $dns -DnsServer $dns
        $seen.Status | Should -Be 'Visible', 'Visible'
        $seen[0].StaleSeconds | Should -Be 900 -Because 'that was the time to live of the record before'
        $seen[1].StaleSeconds | Should -Be 60 -Because 'there was none, which the SOA of the zone has resolvers keep for a minute'
        $seen[0].StaleUntil | Should -BeGreaterThan ([DateTimeOffset]::Now)
        $seen[0].Findings.Code | Should -Be 'WAIT-STALE'
        $local = $seen[0].StaleUntil.ToLocalTime()
        $seen[0] | Format-Table | Out-String -Width 80 | Should -Match "(?s)StaleUntil.*$($local.ToString('yyyy-MM-dd HH:mm'))"
        $seen[0].Findings[0].Message | Should -BeLike "*until $($local.ToString('yyyy-MM-dd HH:mm:ss zzz'))."
    }

    It 'knows that too of what comes from JSON or another machine' {
        $done = 'old.publish.test. 60 IN TXT "v=BIMI1; new"' | Publish-DnsRecord @there -PassThru
        $json = $done | ConvertTo-Json -Depth 3 -WarningVariable truncated -WarningAction SilentlyContinue | ConvertFrom-Json
        $truncated | Should -BeNullOrEmpty
        $remote = 2, 4 | ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($done, $_)) }
        foreach ($given in $json, $remote[0], $remote[1]) {
            $seen = $given | Wait-DnsRecord -NameServer $dns
            "$($seen.Status) $($seen.StaleSeconds)" | Should -BeExactly 'Visible 900'
        }
        # A set carries itself, which must not lead round in circles.
        $set = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($done.After, 4))
        $set | Wait-DnsRecord -NameServer $dns -Quiet | Should -BeTrue
        $several = 'several.publish.test. IN A 192.0.2.1', 'several.publish.test. IN A 192.0.2.2' | Publish-DnsRecord @there -PassThru
        [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($several, 1)) | Wait-DnsRecord -NameServer $dns -Quiet | Should -BeTrue
    }

    It 'has a table that tells who does not show it, and a list with what to do' {
        $seen = Wait-DnsRecord -Name old.publish.test -Type TXT -Value 'v=BIMI1; was' -NameServer $dns
        $seen | Out-String -Width 80 | Should -Match 'Visible +old.publish.test +TXT +all 1'
        $late = Wait-DnsRecord -Name several.publish.test -Type A -Value 192.0.2.9 -NameServer $dns -Timeout 2
        $late | Out-String -Width 120 | Should -Match "Different several.publish.test +A +$dns`: Different \(192.0.2.1, 192.0.2.2\)"
        $list = $late | Format-List | Out-String -Width 120
        $list | Should -Match 'error WAIT-NOT-VISIBLE: '
        $list | Should -Match 'Wanted +: 192.0.2.9'
        $list | Should -Not -Match 'RecordSets'
    }

    It 'gives one boolean for all with -Quiet' {
        $both = 'old.publish.test. IN TXT "v=BIMI1; was"', 'several.publish.test. IN A 192.0.2.1'
        $both | Wait-DnsRecord -NameServer $dns -Timeout 2 -Quiet | Should -BeFalse
        $both[0] | Wait-DnsRecord -NameServer $dns -Quiet | Should -BeTrue
        $null, '# nothing' | Wait-DnsRecord -NameServer $dns -Quiet | Should -BeFalse -Because 'nothing was seen'
    }

    It 'refuses what is no record and no server, and goes on with the rest' {
        $seen = 'relative IN A 192.0.2.1', 'old.publish.test. IN TXT "v=BIMI1; was"' | Wait-DnsRecord -NameServer $dns -ErrorVariable wrong -ErrorAction SilentlyContinue
        $seen.Status | Should -Be 'Visible'
        $wrong[0].FullyQualifiedErrorId | Should -BeLike 'BadName,*'
        { Wait-DnsRecord -Name old.publish.test -Type TXT -NameServer nowhere } | Should -Throw -ErrorId 'BadNameServer,*'
        { Wait-DnsRecord -Name old.publish.test -Type TXT -Timeout 0 } | Should -Throw
        'relative IN A 192.0.2.1' | Wait-DnsRecord -NameServer $dns -Quiet -ErrorAction SilentlyContinue | Should -BeFalse -Because 'what was not asked for was not seen'
    }

    It 'stops at Ctrl+C' {
        Stop-Midway "Wait-DnsRecord -Name gone.publish.test -Type TXT -Value new -NameServer $dns" { $lab.Dns.Queries | Where-Object { "$($_.Name)" -eq 'gone.publish.test' } } | Should -Be 'Stopped'
        $silent = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
        try { Stop-Midway "Wait-DnsRecord -Name x.publish.test -Type TXT -NameServer $($silent.Client.LocalEndPoint)" { $silent.Available -gt 0 } | Should -Be 'Stopped' }
        finally { $silent.Dispose() }
    }

    It 'ends with Select-Object -First 1' {
        'old.publish.test. IN TXT "v=BIMI1; was"', 'gone.publish.test. IN A 192.0.2.1' | Wait-DnsRecord -NameServer $dns | Select-Object -First 1 | ForEach-Object Status | Should -Be 'Visible'
    }
}
