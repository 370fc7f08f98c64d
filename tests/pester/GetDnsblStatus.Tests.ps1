#Requires -Version 7.4
# Get-DnsblStatus in a real PowerShell, asking the lab's DNS server: what it gives, and shows. The lab's addresses are documentation's, so most calls say -Force.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    . "$PSScriptRoot/DnsblLab.ps1"
    $lab = Start-ListLab
    $dns = $lab.Dns.EndPoint.ToString()
    Set-Content "$TestDrive/lists.json" $listFile
    $file = "$TestDrive/lists.json"
    $common = @{ DnsServer = $dns; Timeout = 0.3; Force = $true }
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

    It 'says once that the resolver is a public one' {
        # The target is set aside, so that nothing is asked of it.
        $null = Get-DnsblStatus 10.0.0.1, 10.0.0.2 -Provider SpamCop -DnsServer 8.8.8.8, '[2606:4700:4700::1111]:53' -WarningVariable told -WarningAction SilentlyContinue
        $told | Should -HaveCount 1
        $told | Should -BeLike '*public resolver*8.8.8.8 (Google*2606:4700:4700::1111 (Cloudflare*'
        $null = Get-DnsblStatus 192.0.2.25 -Provider SpamCop @common -WarningVariable told
        $told | Should -BeNullOrEmpty
    }

    It 'fits a table of 120 and of 80 columns, and a list' {
        $results = Get-DnsblStatus 192.0.2.25 -Provider SpamCop, SpamhausZen @common | Sort-Object Provider
        $table = $results | Format-Table | Out-String -Width 120
        $table | Should -Match 'Listed\s+192\.0\.2\.25\s+SpamCop\s+127\.0\.0\.2: Reported as a source of spam'
        ($table -split '\r?\n').Length | Should -BeLessThan 10
        $results | Format-Table | Out-String -Width 80 | Should -Match 'Refused\s+192\.0\.2\.25\s+SpamhausZen\s+127\.255\.255'
        $list = $results | Format-List | Out-String -Width 200
        $list | Should -Match 'DNSBL-LISTED: 192\.0\.2\.25 is listed by SpamCop'
        $list | Should -Match 'DelistUrl\s+: https://www\.spamcop\.net/bl\.shtml\?192\.0\.2\.25'
        Get-DnsblStatus 192.0.2.25 -Provider SpamCop -Summary @common | Format-Table | Out-String -Width 120 | Should -Match 'Listed\s+192\.0\.2\.25\s+1\s+0\s+0\s+0\s+0\s+0\s+0\s+SpamCop'
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

    It 'is bounded by -ThrottleLimit and comes to the same' {
        (Get-DnsblStatus 10.9.0.0/26 -Provider good.lists.test, bl.lab.test -ThrottleLimit 1 @common).Count | Should -Be 128
    }
}
