#Requires -Version 7.4
# Get-DnsblStatus in a real PowerShell, asking the lab's DNS server: what it gives, and shows. The lab's addresses are documentation's, so most calls say -Force.

BeforeAll {
    . "$PSScriptRoot/ListLab.ps1"
    $common.Force = $true # the lab's addresses are documentation's
}

AfterAll { Stop-Lab $lab }

Describe 'The status of a target' {
    It 'is <Status> for <Target> at <Provider>' -ForEach @(
        @{ Target = '192.0.2.25'; Provider = 'SpamCop'; Status = 'Listed' }
        @{ Target = '192.0.2.24'; Provider = 'SpamCop'; Status = 'NotListed' }
        @{ Target = '2001:db8::25'; Provider = 'good.lists.test'; Status = 'Listed' }
        @{ Target = '2001:db8::26'; Provider = 'good.lists.test'; Status = 'NotListed' }
        @{ Target = 'bad.example'; Provider = 'SpamhausDbl'; Status = 'Listed' }
        @{ Target = 'good.example'; Provider = 'SpamhausDbl'; Status = 'NotListed' }
        @{ Target = '192.0.2.24'; Provider = 'Vouching'; Status = 'Allowed' }
        @{ Target = '192.0.2.25'; Provider = 'SpamhausZen'; Status = 'Refused'; Code = 'DNSBL-REFUSED' }
        @{ Target = '192.0.2.25'; Provider = 'Refusing'; Status = 'Refused'; Code = 'DNSBL-REFUSED' }
        @{ Target = '192.0.2.25'; Provider = 'Barracuda'; Status = 'Refused'; Code = 'DNSBL-REFUSED' }
        @{ Target = '192.0.2.25'; Provider = 'all.lists.test'; Status = 'Broken'; Code = 'DNSBL-LISTS-EVERYTHING' }
        @{ Target = '192.0.2.25'; Provider = 'parked.lists.test'; Status = 'Broken'; Code = 'DNSBL-NOT-A-CODE' }
        @{ Target = '192.0.2.25'; Provider = 'empty.lists.test'; Status = 'Broken'; Code = 'DNSBL-TEST-ENTRY-MISSING' }
        @{ Target = '192.0.2.26'; Provider = 'Coded'; Status = 'Unknown'; Code = 'DNSBL-UNDOCUMENTED-CODE' }
        @{ Target = '192.0.2.25'; Provider = 'dead.lists.test'; Status = 'Unknown'; Code = 'DNSBL-TIMEOUT' }
        @{ Target = '192.0.2.25'; Provider = 'names.lists.test'; Status = 'Unknown'; Code = 'DNSBL-OTHER-KIND' }
        @{ Target = 'bad.example'; Provider = 'names.lists.test'; Status = 'Listed' }
        @{ Target = '2001:db8::1'; Provider = 'bl.lab.test'; Status = 'Unknown'; Code = 'DNSBL-OTHER-KIND' }
    ) {
        $result = Get-DnsblStatus $Target -Provider $Provider -ProviderFile $file @common -WarningAction SilentlyContinue
        $result | Should -BeOfType SmtpAdmin.Reputation.DnsblResult
        $result.Status | Should -Be $Status
        $result.Target | Should -Be $Target
        $result.Provider | Should -Be $Provider
        $result.CheckedAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddMinutes(-5))
        if ($Code) { $result.Findings[0].Code | Should -Be $Code; $result.Findings[0].Remedy | Should -Not -BeNullOrEmpty }
    }

    It 'comes with all that is known of a listing' {
        $result = Get-DnsblStatus 192.0.2.25 -Provider Coded -ProviderFile $file @common
        $result.Kind | Should -Be 'Address'
        $result.Zone | Should -Be 'coded.lists.test'
        $result.Codes | Should -Be '127.0.0.2', '127.0.0.4'
        $result.Meanings | Should -Be 'Spam source', 'Open proxy'
        $result.Severity | Should -Be 'High'
        $result.Prerequisites | Should -Be 'Close the proxy.'
        $result.DelistUrl | Should -Be 'https://lists.test/remove?192.0.2.25'
        $result.Policy | Should -Be 'Ends after a week.'
        $result.QueriedName | Should -Be '25.2.0.192.coded.lists.test'
        $result.Findings[0].Severity | Should -Be 'Error'
        $result.DurationMs | Should -BeGreaterThan 0
        (Get-DnsblStatus 192.0.2.25 -Provider good.lists.test @common).Reason | Should -BeLike 'Seen sending spam, *'
    }

    It 'is found by the name above at a list of registered domains, and says so' {
        Set-Content "$TestDrive/registered.json" '{ "providers": [{ "name": "SpamhausDbl", "registeredDomains": true }] }'
        $result = Get-DnsblStatus www.shop.bad.example -Provider SpamhausDbl -ProviderFile "$TestDrive/registered.json" @common
        $result.Status | Should -Be 'Listed'
        $result.Target | Should -Be 'www.shop.bad.example'
        $result.QueriedName | Should -Be 'bad.example.dbl.spamhaus.org'
        (Get-DnsblStatus www.shop.bad.example -Provider SpamhausDbl @common).Status | Should -Be 'NotListed' -Because 'that list answers for each name itself'
    }

    It 'is what a broken list says with -SkipProviderTest' {
        (Get-DnsblStatus 192.0.2.24 -Provider all.lists.test -SkipProviderTest @common).Status | Should -Be 'Listed'
        (Get-DnsblStatus 192.0.2.24 -Provider empty.lists.test -SkipProviderTest @common).Status | Should -Be 'NotListed'
        (Get-DnsblStatus 192.0.2.24 -Provider parked.lists.test -SkipProviderTest @common).Status | Should -Be 'Broken'
    }
}

Describe 'What is shown' {
    It 'is a summary of each target with -Summary' {
        $summaries = Get-DnsblStatus 192.0.2.24, 192.0.2.25 -Summary -ProviderFile $file @common -Provider SpamCop, Coded, Refusing, Vouching, empty.lists.test, dead.lists.test | Sort-Object Target
        $summaries | Should -BeOfType SmtpAdmin.Reputation.DnsblSummary
        $summaries.Status | Should -Be 'Unknown', 'Listed' -Because 'what is not known may be a listing'
        $summaries[1].ListedOn | Should -Be 'Coded', 'SpamCop'
        $summaries[1].Severity | Should -Be 'High'
        $summaries[1].UndecidedOn | Should -Be 'dead.lists.test', 'empty.lists.test', 'Refusing'
        'Listed', 'NotListed', 'Allowed', 'Refused', 'Broken', 'Unknown' | ForEach-Object { $summaries[1].$_ } | Should -Be 2, 1, 0, 1, 1, 1
        $summaries[0].Allowed | Should -Be 1
        $summaries[0].Severity | Should -BeNullOrEmpty
    }

    It 'is only what is listed with -ListedOnly, and what is not known is a warning' {
        $results = Get-DnsblStatus 192.0.2.24/30 -ListedOnly -Provider SpamCop, SpamhausZen @common -WarningVariable told -WarningAction SilentlyContinue
        $results.Target | Should -Be '192.0.2.25'
        $told | Should -HaveCount 1
        $told | Should -BeLike '4 of 8 answers are not known (4 refused, 0 broken, 0 unknown)*'
        (Get-DnsblStatus 192.0.2.24/30 -ListedOnly -Summary -Provider SpamCop @common).Target | Should -Be '192.0.2.25'
    }

    It 'says that the resolver is a public one where the system has it so' {
        # Another resolv.conf, in a view of the file system that nobody else sees.
        Set-Content "$TestDrive/resolv.conf" 'nameserver 1.1.1.1'
        $other = "mount --bind '$TestDrive/resolv.conf' /etc/resolv.conf"
        if (-not $IsLinux -or -not (Get-Command unshare -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'there is no unshare'; return }
        unshare --user --map-root-user --mount sh -c $other 2>$null
        if ($LASTEXITCODE) { Set-ItResult -Skipped -Because 'nothing may be mounted here'; return }
        $told = unshare --user --map-root-user --mount sh -c "$other && exec '$((Get-Process -Id $PID).Path)' -NoProfile -NonInteractive -Command `"Import-Module '$root/out/SmtpAdmin'; Get-DnsblStatus 10.0.0.1 -Provider SpamCop 3>&1 | ForEach-Object ToString`""
        @($told | Where-Object { $_ -like '*public resolver: 1.1.1.1 (Cloudflare*' }) | Should -HaveCount 1
    }

    It 'says once that the resolver is a public one' {
        # The target is set aside, so that nothing is asked of it.
        $null = Get-DnsblStatus 10.0.0.1, 10.0.0.2 -Provider SpamCop -DnsServer 8.8.8.8, '[2606:4700:4700::1111]:53' -WarningVariable told -WarningAction SilentlyContinue
        $told | Should -HaveCount 1
        $told | Should -BeLike '*public resolver*8.8.8.8 (Google*2606:4700:4700::1111 (Cloudflare*'
        $null = Get-DnsblStatus 192.0.2.25 -Provider SpamCop @common -WarningVariable told
        $told | Should -BeNullOrEmpty
    }

    It 'fits a table of <Width> columns, whole words and addresses' -ForEach @(
        @{ Width = 80; Address = '2001:db8:1234:5678:a:bcde:\s+Refusing'; Rest = '(?m)^ +3456:2345 *$' }
        @{ Width = 120; Address = '2001:db8:1234:5678:a:bcde:3456:2345 +Refusing'; Rest = '.' }
    ) {
        Set-Content "$TestDrive/wide.json" '{ "providers": [{ "name": "Refusing", "zone": "good.lists.test", "subjects": ["IPv4", "IPv6"], "codes": [{ "code": "127.0.0.3", "meaning": "Asked through a public or unattributable resolver" }] }] }'
        $results = Get-DnsblStatus 192.0.2.25, 2001:db8:1234:5678:a:bcde:3456:2345 -Provider Refusing, SpamCop, empty.lists.test -ProviderFile "$TestDrive/wide.json" @common | Sort-Object Target, Provider
        $table = Show-Alone $results $Width
        $table | Should -Match $Address
        $table | Should -Match $Rest
        $table | Should -Match 'Broken +192\.0\.2\.25 +empty\.lists\.test +DNSBL-TEST-ENTRY-MISSING'
        $table | Should -Match 'Listed +192\.0\.2\.25 +SpamCop +127\.0\.0\.2: Reported as a\s+source of spam'
        'Asked', 'through', 'public', 'unattributable', 'resolver' | ForEach-Object { $table | Should -Match "\b$_\b" }
        $table | Should -Match 'NotListed +2001:\S+ +(3456:2345 +)?SpamCop *\r?\n'
        Show-Alone $results $Width -Strict | Should -Be $table -Because 'a strict shell shows the same'
    }

    It 'fits a table of summaries of <_> columns' -ForEach 80, 120 {
        $with = @{ StatePath = "$TestDrive/summary.$_.state" }
        $summaries = Get-DnsblStatus 192.0.2.25, 2001:db8:1234:5678:a:bcde:3456:2345 -Provider SpamCop, Coded, good.lists.test, Refusing, empty.lists.test -Summary -ProviderFile $file @common @with | Sort-Object Target
        $table = Show-Alone $summaries $_
        $table | Should -Match 'Status +Target +Listed +NotListed +Undecided +ListedOn'
        $table | Should -Match 'Listed +192\.0\.2\.25 +3 +0 +2 +Coded,'
        $table | Should -Match '3 changed'
        'Coded,', 'good\.lists\.test,', 'SpamCop', '2001:db8:1234:5678:a:' | ForEach-Object { $table | Should -Match "(?<!\S)$_" }
        Show-Alone $summaries $_ -Strict | Should -Be $table
    }

    It 'tells in its table what changed, and since when' {
        $table = Show-Alone (Get-DnsblStatus 192.0.2.25 -Provider SpamCop @common -StatePath "$TestDrive/since.state") 120
        $table | Should -Match "Added, since $([DateTime]::UtcNow.Year)-\d\d-\d\d"
        Show-Alone (Get-DnsblStatus 192.0.2.25 -Provider SpamCop @common -StatePath "$TestDrive/since.state") 120 | Should -Match "(?m)^ +since $([DateTime]::UtcNow.Year)-\d\d-\d\d *`$"
    }

    It 'is all that is known in a list' {
        $list = Get-DnsblStatus 192.0.2.25 -Provider SpamCop @common | Format-List | Out-String -Width 200
        $list | Should -Match 'DNSBL-LISTED: 192\.0\.2\.25 is listed by SpamCop'
        $list | Should -Match 'DelistUrl\s+: https://www\.spamcop\.net/bl\.shtml\?192\.0\.2\.25'
    }

    It 'goes to a spreadsheet, a page and another program as the help shows: <Name>' -ForEach @(
        @{ Name = 'Export-Csv' }, @{ Name = 'ConvertTo-Html' }, @{ Name = 'ConvertTo-Json' }
    ) {
        $code = (Get-Help Get-DnsblStatus -Examples).Examples.Example.Code | Where-Object { $_ -match $Name }
        $code | Should -HaveCount 1
        Push-Location $TestDrive
        try {
            $PSDefaultParameterValues = @{ 'Get-DnsblStatus:DnsServer' = $dns; 'Get-DnsblStatus:Force' = $true; 'Get-DnsblStatus:Timeout' = 0.3 }
            Set-Content servers.txt '192.0.2.25', 'bad.example'
            $shown = & ([scriptblock]::Create(($code -replace '192\.0\.2\.10', '192.0.2.25')))
        }
        finally { Pop-Location }
        switch ($Name) {
            'Export-Csv' {
                $row = Import-Csv "$TestDrive/dnsbl.csv" | Where-Object Provider -EQ SpamCop
                $row.Codes, $row.Meanings | Should -Be '127.0.0.2', 'Reported as a source of spam'
                "$row" | Should -Not -Match 'System\.|SmtpAdmin\.'
                $row.Remedy | Should -Match '^\S'
            }
            'ConvertTo-Html' {
                $page = Get-Content "$TestDrive/dnsbl.html" -Raw
                $page | Should -Match '<td>Listed</td><td>[^<]*SpamCop'
                $page | Should -Not -Match 'System\.|SmtpAdmin\.'
            }
            'ConvertTo-Json' {
                $entry = "$shown" | ConvertFrom-Json | Where-Object Provider -EQ SpamCop
                $entry.Status, $entry.Kind, $entry.Severity | Should -Be 'Listed', 'Address', 'High'
                $entry.Codes | Should -Be '127.0.0.2'
                $entry.Findings.Code | Should -Be 'DNSBL-LISTED'
            }
        }
    }

    It 'completes <Argument>' -ForEach @(
        @{ Argument = '-Provider spamh'; Words = 'SpamhausZen', 'SpamhausDbl' }
        @{ Argument = '-ExcludeProvider spamc'; Words = , 'SpamCop' }
        @{ Argument = '-Category '; Words = 'Spam', 'Policy', 'Allow' }
    ) {
        $line = "Get-DnsblStatus 192.0.2.1 $Argument"
        $found = (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText
        $Words | ForEach-Object { $found | Should -Contain $_ }
        $found | Should -Not -Contain 'Sorbs'
    }
}

Describe 'A run' {
    It 'ends when the pipeline does' {
        '10.0.0.0/16', '192.0.2.0/24' | Get-DnsblStatus -Provider good.lists.test @common | Select-Object -First 1 | Should -HaveCount 1
        Start-Sleep -Milliseconds 500 # what was on its way arrives
        $after = $lab.Dns.QueryCount
        Start-Sleep -Milliseconds 500
        $lab.Dns.QueryCount | Should -Be $after -Because 'nothing runs on'
    }

    It 'stops at Ctrl+C, leaves nothing running and saves nothing' {
        $before = $lab.Dns.QueryCount
        Stop-Midway "Get-DnsblStatus 10.0.0.0/16 -Provider good.lists.test -DnsServer $dns -Force -StatePath '$TestDrive/stopped.state' -LogPath '$TestDrive/stopped.log'" { $lab.Dns.QueryCount -gt $before + 100 } | Should -Be 'Stopped'
        Start-Sleep -Milliseconds 500 # what was on its way arrives
        $after = $lab.Dns.QueryCount
        Start-Sleep -Milliseconds 500
        $lab.Dns.QueryCount | Should -Be $after -Because 'nothing runs on'
        "$TestDrive/stopped.state", "$TestDrive/stopped.log" | Should -Not -Exist
    }

    It 'stops at Ctrl+C while a list is silent' {
        $dead = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
        try {
            Stop-Midway "Get-DnsblStatus 10.0.0.1 -Provider bl.test -DnsServer $($dead.Client.LocalEndPoint) -Force -Timeout 300" { $dead.Available -gt 0 } | Should -Be 'Stopped'
        }
        finally { $dead.Dispose() }
    }

    It 'refuses a DNS server that is no address, and numbers out of range' {
        { Get-DnsblStatus 192.0.2.25 -DnsServer ns.example.com } | Should -Throw -ErrorId 'BadDnsServer,*'
        { Get-DnsblStatus 192.0.2.25 -ThrottleLimit 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Get-DnsblStatus 192.0.2.25 -Confirmations 0 -StatePath x } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Get-DnsblStatus 192.0.2.25 -Timeout 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'shows how far it is, with counts, once it takes two seconds' {
        $shown = Show-Progress "Get-DnsblStatus 192.0.2.24/30 -Provider SpamCop, dead.lists.test -DnsServer $dns -Force -Timeout 1.2"
        $shown.Objects.Count | Should -Be 8
        $progress = $shown.Progress
        $progress[0].Activity | Should -Be 'Get-DnsblStatus'
        $progress[0].StatusDescription | Should -Be '4 of 8 answers, 1 listed, 0 not known'
        $progress[0].PercentComplete | Should -Be 50
        $progress[-1].RecordType | Should -Be 'Completed'
    }

    It 'is bounded by -ThrottleLimit and comes to the same' {
        (Get-DnsblStatus 10.9.0.0/26 -Provider good.lists.test, bl.lab.test -ThrottleLimit 1 @common).Count | Should -Be 128
    }
}
