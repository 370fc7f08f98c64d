#Requires -Version 7.4
# Test-DnsblProvider in a real PowerShell, asking the lab's DNS server.

BeforeAll {
    . "$PSScriptRoot/ListLab.ps1"
}

AfterAll { Stop-Lab $lab }

Describe 'Test-DnsblProvider' {
    It 'gives <Status> for <Provider>' -ForEach @(
        @{ Provider = 'SpamCop'; Status = 'Usable'; UsableFor = 'IPv4', 'IPv6' }
        @{ Provider = 'SpamhausDbl'; Status = 'Usable'; UsableFor = , 'Domain' }
        @{ Provider = 'good.lists.test'; Status = 'Usable'; UsableFor = 'IPv4', 'IPv6', 'Domain' }
        @{ Provider = 'bl.lab.test'; Status = 'Usable'; UsableFor = , 'IPv4' }
        @{ Provider = 'Coded'; Status = 'Usable'; UsableFor = , 'IPv4' }
        @{ Provider = 'Own-Code'; Status = 'Usable'; UsableFor = , 'IPv4' }
        @{ Provider = 'Half'; Status = 'Partly'; UsableFor = , 'IPv4'; Code = 'DNSBL-TEST-ENTRY-MISSING' }
        @{ Provider = 'SpamhausZen'; Status = 'Refused'; Code = 'DNSBL-REFUSED' }
        @{ Provider = 'Refusing'; Status = 'Refused'; Code = 'DNSBL-REFUSED' }
        @{ Provider = 'Barracuda'; Status = 'Refused'; Code = 'DNSBL-REFUSED' }
        @{ Provider = 'all.lists.test'; Status = 'Broken'; Code = 'DNSBL-LISTS-EVERYTHING' }
        @{ Provider = 'parked.lists.test'; Status = 'Broken'; Code = 'DNSBL-NOT-A-CODE' }
        @{ Provider = 'empty.lists.test'; Status = 'Broken'; Code = 'DNSBL-TEST-ENTRY-MISSING' }
        @{ Provider = 'dead.lists.test'; Status = 'Unknown'; Code = 'DNSBL-TIMEOUT' }
        @{ Provider = 'Sorbs'; Status = 'Retired'; Code = 'DNSBL-RETIRED' }
        @{ Provider = 'dnsbl.njabl.org'; Status = 'Retired'; Code = 'DNSBL-RETIRED' }
    ) {
        $test = Test-DnsblProvider $Provider -ProviderFile $file @common -WarningAction SilentlyContinue
        $test | Should -BeOfType SmtpAdmin.Reputation.DnsblProviderTest
        $test.Status | Should -Be $Status
        $test.Passed | Should -Be ($Status -eq 'Usable')
        "$($test.UsableFor)" | Should -Be "$UsableFor"
        if ($Code) { $test.Findings[0].Code | Should -Be $Code; $test.Findings[0].Remedy | Should -Not -BeNullOrEmpty }
        else { $test.Findings | Should -BeNullOrEmpty }
        if ($Status -eq 'Retired') { $test.Queries | Should -BeNullOrEmpty } else { $test.Queries | Should -Not -BeNullOrEmpty }
    }

    It 'shows each look-up (RFC 5782 section 5)' {
        $queries = (Test-DnsblProvider good.lists.test @common).Queries
        $queries.Entry | Should -Be '127.0.0.2', '127.0.0.1', '::ffff:127.0.0.2', '::ffff:127.0.0.1', 'test', 'invalid'
        $queries.MustBeListed | Should -Be $true, $false, $true, $false, $true, $false
        $queries.Passed | Sort-Object -Unique | Should -BeExactly $true
        $queries[0].QueriedName | Should -Be '2.0.0.127.good.lists.test'
        $queries[0].Codes | Should -Be '127.0.0.2'
        $queries[4].QueriedName | Should -Be 'test.good.lists.test'
    }

    It 'asks for what a list documents in the place of the standard entries' {
        (Test-DnsblProvider SpamhausDbl @common).Queries.Entry | Should -Be 'dbltest.com', 'invalid'
    }

    It 'never asks a list that was closed' {
        $before = $lab.Dns.QueryCount
        (Test-DnsblProvider Sorbs @common).Findings[0].Message | Should -BeLike '*was closed*'
        $lab.Dns.QueryCount | Should -Be $before
    }

    It 'takes lists from the pipeline, by value and by property name' {
        ('SpamCop', '', '# old ones', 'dnsbl.sorbs.net' | Test-DnsblProvider @common | Sort-Object Provider).Status | Should -Be 'Retired', 'Usable'
        (Get-DnsblProvider SpamCop | Test-DnsblProvider @common).Provider | Should -Be 'SpamCop'
        ([pscustomobject]@{ Provider = 'SpamCop' }, [pscustomobject]@{ Name = 'bl.spamcop.net' } | Test-DnsblProvider @common).Provider | Should -Be 'SpamCop' -Because 'it is the same list'
        @() | Test-DnsblProvider @common | Should -BeNullOrEmpty
    }

    It 'tests all of the catalogue that need no key, but for those that are left out' {
        $all = Test-DnsblProvider @common
        $all.Count | Should -BeGreaterThan 60
        (Get-DnsblProvider | Where-Object Access -ne Key).Name | Sort-Object | Should -Be ($all.Provider | Sort-Object)
        ($all | Where-Object Passed).Provider | Sort-Object | Should -Be 'SpamCop', 'SpamhausDbl' -Because 'the lab has no others'
        $allow = Test-DnsblProvider -Category Allow -ExcludeProvider DnsWl @common
        $allow | Should -Not -BeNullOrEmpty
        $allow.Provider | Should -Not -Contain 'DnsWl'
        $allow.Provider | Should -Not -Contain 'SpamCop'
        (Test-DnsblProvider Spamhaus* @common).Provider | Should -Contain 'SpamhausDbl'
    }

    It 'gives one boolean with -Quiet' {
        Test-DnsblProvider SpamCop, SpamhausDbl -Quiet @common | Should -BeExactly $true
        Test-DnsblProvider SpamCop, SpamhausZen -Quiet @common | Should -BeExactly $false
        Test-DnsblProvider SpamCop, Sorbs -Quiet @common | Should -BeExactly $false
        Test-DnsblProvider SpamCop, NoSuchList -Quiet @common -ErrorAction Ignore | Should -BeExactly $false
        Test-DnsblProvider Half -ProviderFile $file -Quiet @common | Should -BeExactly $false
        @() | Test-DnsblProvider -Quiet @common | Should -BeExactly $false -Because 'nothing was tested'
        @('SpamCop', 'SpamhausDbl' | Test-DnsblProvider -Quiet @common) | Should -HaveCount 1
    }

    It 'tells the nearest names of one that nobody knows, and tests the others' {
        $tests = Test-DnsblProvider SpamCob, SpamCop @common -ErrorVariable problem -ErrorAction SilentlyContinue
        $tests.Provider | Should -Be 'SpamCop'
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'UnknownProvider,*'
        $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem[0].TargetObject | Should -Be 'SpamCob'
        $problem[0].Exception.Message | Should -BeLike '*Did you mean SpamCop?*'
    }

    It 'refuses a file that is not as it has to be, with line and property' {
        Set-Content "$TestDrive/bad.json" "{ `"providers`": [`n  { `"name`": `"SpamCop`", `"subjects`": [`"IPv5`"] } ] }"
        $problem = { Test-DnsblProvider -ProviderFile "$TestDrive/bad.json" @common } | Should -Throw -ErrorId 'BadProviderFile,*' -PassThru
        $problem.Exception.Message | Should -BeLike '*line 2, column *, providers?0?.subjects?0?: *IPv4*'
    }

    It 'uses a key and shows it nowhere' {
        $key = ConvertTo-SecureString 's3cretk3y' -AsPlainText -Force
        $all = Test-DnsblProvider SpamhausZen, SpamhausAuthBl -DqsKey $key @common -Verbose -Debug *>&1
        $tests = $all | Where-Object { $_ -is [SmtpAdmin.Reputation.DnsblProviderTest] } | Sort-Object Provider
        $tests.Zone | Should -Be '{key}.authbl.dq.spamhaus.net', '{key}.zen.dq.spamhaus.net'
        $tests.Status | Should -Be 'Refused', 'Usable'
        $lab.Dns.Queries.Name.ForEach({ "$_" }) | Should -Contain '2.0.0.127.s3cretk3y.zen.dq.spamhaus.net'
        $all | Out-String -Width 500 | Should -Not -Match 's3cretk3y'
        $tests | Format-List * -Force | Out-String -Width 500 | Should -Not -Match 's3cretk3y'
        $tests | ConvertTo-Json -Depth 6 -WarningAction SilentlyContinue | Should -Not -Match 's3cretk3y'
        Test-DnsblProvider SpamhausAuthBl @common -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ProviderNeedsKey,*'
    }

    It 'ends when the pipeline does, and at Ctrl+C' {
        Test-DnsblProvider @common | Select-Object -First 1 | Should -HaveCount 1
        $dead = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
        try {
            Stop-Midway "Test-DnsblProvider SpamCop -DnsServer $($dead.Client.LocalEndPoint) -Timeout 300" { $dead.Available -gt 0 } | Should -Be 'Stopped'
        }
        finally { $dead.Dispose() }
    }

    It 'completes names' {
        $line = 'Test-DnsblProvider spamc'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'SpamCop'
    }

    It 'refuses an empty name, and never tests all for it' {
        (Test-DnsblProvider @('good.lists.test', $null) @common -ErrorVariable problem -ErrorAction SilentlyContinue).Provider | Should -Be 'good.lists.test'
        $problem.Exception.Message | Should -BeLike '*is empty*'
        foreach ($empty in '', ' ', $null) { Test-DnsblProvider $empty @common -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty; $problem | Should -HaveCount 1 }
        'good.lists.test', $null | Test-DnsblProvider -Quiet @common | Should -BeTrue
    }

    It 'says nothing false of a test that comes from another process' {
        $tests = Test-DnsblProvider good.lists.test, all.lists.test @common -ExcludeProvider none.test -WarningAction SilentlyContinue
        $alone = Start-Job { Import-Module $using:root/out/SmtpAdmin; Test-DnsblProvider good.lists.test, all.lists.test -DnsServer $using:dns -Timeout 0.3 } | Receive-Job -Wait -AutoRemoveJob
        $Error.Clear()
        $shown = $alone | Format-List | Out-String -Width 300
        $shown | Should -Not -Match 'absent'
        $shown | Should -Match '127\.0\.0\.2 must be listed: Listed 127\.0\.0\.2'
        $shown | Should -Match 'Findings +: .*DNSBL-[A-Z-]+: \S'
        $alone | Format-Table | Out-String -Width 200 | Should -Match 'Broken .*all\.lists\.test'
        $Error | Should -BeNullOrEmpty
        $deep = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($tests, 3))
        ($deep | Format-List Provider, Queries, Findings | Out-String -Width 300) | Should -Not -BeNullOrEmpty
        ($deep | Format-List | Out-String -Width 300) -replace '(?m)^CheckedAt.*' | Should -Be (($tests | Format-List | Out-String -Width 300) -replace '(?m)^CheckedAt.*')
    }

    It 'shows a table, the look-ups in a list, and a table of them' {
        $tests = Test-DnsblProvider SpamCop, Half, Sorbs -ProviderFile $file @common | Sort-Object Provider -Descending
        foreach ($width in 80, 120) {
            $table = Show-Alone $tests $width
            $table | Should -Match 'Usable +SpamCop +bl\.spamcop\.net +IPv4, IPv6'
            $table | Should -Match 'Partly +Half +half\.lists\.test +IPv4 *\r?\n +DNSBL-TEST-ENTRY-MISSING\s'
            $table | Should -Match 'Retired +Sorbs +dnsbl\.sorbs\.net +DNSBL-RETIRED\s'
            Show-Alone $tests $width -Strict | Should -Be $table
            $queries = Show-Alone $tests[0].Queries $width
            $queries | Should -Match 'yes +127\.0\.0\.2 +yes +Listed 127\.0\.0\.2 +2\.0\.0\.127\.bl\.spamcop\.net'
            $queries | Should -Match 'yes +::ffff:127\.0\.0\.1 +no +NotListed +1\.0\.0\.0\.0\.0\.f'
        }
        $list = $tests | Format-List | Out-String -Width 300
        $list | Should -Match 'ok\s+127\.0\.0\.2 must be listed: Listed 127\.0\.0\.2'
        $list | Should -Match 'failed\s+test must be listed: NotListed'
    }

    It 'says of each look-up what was found, and never the contrary of its verdict' {
        $own = Test-DnsblProvider Own-Code -ProviderFile $file @common
        $own.Queries[0].Status | Should -Be 'Listed' -Because 'the entry is there, with a code of its own'
        $own | Format-List | Out-String -Width 300 | Should -Match 'ok +127\.0\.0\.2 must be listed: Listed 127\.0\.0\.77'
        $names = Test-DnsblProvider names.lists.test @common | Format-List | Out-String -Width 300
        $names | Should -Match 'ok +test must be listed: Listed 127\.0\.0\.2'
        $names | Should -Match 'absent +127\.0\.0\.2 must be listed: NotListed' -Because 'it is usable, for domains'
        $dead = Test-DnsblProvider dead.lists.test @common | Format-List | Out-String -Width 300
        $dead | Should -Match 'unknown +127\.0\.0\.2 must be listed: Unknown'
    }

    It 'refuses an object without a name, and tests the others' {
        $tests = [pscustomobject]@{ List = 'SpamCop' }, 'SpamCop' | Test-DnsblProvider @common -ErrorVariable problem -ErrorAction SilentlyContinue
        $tests.Provider | Should -Be 'SpamCop'
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BadDnsblProvider,*'
        $problem[0].Exception.Message | Should -BeLike 'The object @{List} has nothing in *Provider, Name.*'
        [pscustomobject]@{ List = 'SpamCop' }, 'SpamCop' | Test-DnsblProvider -Quiet @common -ErrorAction Ignore | Should -BeExactly $false
    }
}
