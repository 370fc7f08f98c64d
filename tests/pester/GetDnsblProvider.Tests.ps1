#Requires -Version 7.4
# Get-DnsblProvider in a real PowerShell.

BeforeAll {
    . "$PSScriptRoot/DnsblLab.ps1"
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    Import-Module (Join-Path $root 'out/SmtpAdmin') -Force
    Set-Content "$TestDrive/mine.json" '{
        // a list of our own, and a change to another
        "providers": [
            { "name": "Our-List", "zone": "bl.example.org", "subjects": ["IPv4"] },
            { "name": "SpamCop", "severity": "Informational" },
        ]
    }'
}

Describe 'Get-DnsblProvider' {
    It 'gives the lists that are run, and the others on request' {
        $active = Get-DnsblProvider
        $active.Count | Should -BeGreaterThan 20
        $active | Should -BeOfType SmtpAdmin.Reputation.DnsblProvider
        $active.State | Sort-Object -Unique | Should -Be 'Active'
        (Get-DnsblProvider *).Count | Should -Be $active.Count
        $all = Get-DnsblProvider -IncludeRetired
        $all.Count | Should -BeGreaterThan $active.Count
        $all.State | Should -Contain 'Retired'
    }

    It 'finds a list by <_>' -ForEach 'SpamCop', 'spam-cop', 'SPAMCOP', 'bl.spamcop.net', 'BL.spamcop.net.', 'SpamC*', '*.spamcop.net' {
        (Get-DnsblProvider $_).Zone | Should -Be 'bl.spamcop.net'
    }

    It 'gives one that was closed where it is named, with its end' {
        $sorbs = Get-DnsblProvider dnsbl.sorbs.net
        $sorbs.State | Should -Be 'Retired'
        $sorbs.Retired.Since | Should -BeLike '20*'
        $sorbs.Retired.Note | Should -Not -BeNullOrEmpty
        $sorbs | Format-List | Out-String -Width 300 | Should -Not -Match 'is a listing'
    }

    It 'tells where wildcards only fit lists that were closed: <_>' -ForEach '*sorbs*', '*.sorbs.net' {
        Get-DnsblProvider $_ -WarningVariable told -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $told | Should -HaveCount 1
        $told | Should -BeLike "No list that is still run*'$([WildcardPattern]::Escape($_))'*closed do: Sorbs, *-IncludeRetired*"
        (Get-DnsblProvider $_ -IncludeRetired -WarningVariable told).Name | Should -Contain 'Sorbs'
        $told | Should -BeNullOrEmpty
        $null = Get-DnsblProvider no-such-list-at-all* -WarningVariable told
        $told | Should -BeNullOrEmpty
    }

    It 'refuses an object without a name' {
        $lists = [pscustomobject]@{ List = 'SpamCop' }, 'SpamCop' | Get-DnsblProvider -ErrorVariable problem -ErrorAction SilentlyContinue
        $lists.Name | Should -Be 'SpamCop'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BadDnsblProvider,*'
        $problem[0].Exception.Message | Should -BeLike 'The object @{List} has nothing in *Provider, Name.*'
    }

    It 'goes on behind a null, and refuses an empty name as an argument' {
        ('SpamCop', $null, 'Sorbs' | Get-DnsblProvider -ErrorVariable problem).Name | Should -Be 'SpamCop', 'Sorbs'
        $null | Get-DnsblProvider -ErrorVariable +problem | Should -BeNullOrEmpty
        $problem | Should -BeNullOrEmpty
        (Get-DnsblProvider @('SpamCop', $null) -ErrorVariable problem -ErrorAction SilentlyContinue).Name | Should -Be 'SpamCop'
        $problem.Exception.Message | Should -BeLike '*is empty*'
        foreach ($empty in '', ' ', $null) {
            Get-DnsblProvider $empty -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'BadDnsblProvider,*'
        }
    }

    It 'takes several names of one property' {
        ([pscustomobject]@{ Name = 'SpamCop', 'Sorbs' } | Get-DnsblProvider).Name | Should -Be 'SpamCop', 'Sorbs'
    }

    It 'is shown truly where it comes from another process' -ForEach 1, 2 {
        $lists = Get-DnsblProvider SpamhausZen, Sorbs
        $copies = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($lists, $_ + 1))
        $Error.Clear()
        Show-Alone ($copies | Format-List) 300 | Should -Be (Show-Alone ($lists | Format-List) 300)
        Show-Alone $copies 120 | Should -Be (Show-Alone $lists 120)
        $copies | Format-List | Out-String | Should -Match '127\.255\.255\.254: .*\(Refused\)'
        $Error | Should -BeNullOrEmpty
    }

    It 'takes names from the pipeline, by value and by property name' {
        ('SpamCop', '# a comment', '', 'zen.spamhaus.org' | Get-DnsblProvider).Zone | Should -Be 'bl.spamcop.net', 'zen.spamhaus.org'
        ([pscustomobject]@{ Name = 'SpamCop' }, [pscustomobject]@{ Provider = 'bl.spamcop.net' } | Get-DnsblProvider).Name | Should -Be 'SpamCop', 'SpamCop'
        (Get-DnsblProvider SpamCop | Get-DnsblProvider).Name | Should -Be 'SpamCop'
        @() | Get-DnsblProvider | Should -BeNullOrEmpty
    }

    It 'chooses by category and subject' {
        $lists = Get-DnsblProvider -Category Spam, Phishing -Subject Domain
        $lists | Should -Not -BeNullOrEmpty
        $lists | ForEach-Object {
            $_.Subjects | Should -Contain 'Domain'
            @($_.Categories | Where-Object { $_ -in 'Spam', 'Phishing' }) | Should -Not -BeNullOrEmpty
        }
        { Get-DnsblProvider -Category Spamm } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,*'
    }

    It 'tells the nearest names of <Word>, and gives the others' -ForEach @(
        @{ Word = 'SpamCob'; Message = '*Did you mean SpamCop?*' }
        @{ Word = 'bl.spamcob.net'; Message = '*Did you mean bl.spamcop.net?*' }
        @{ Word = 'nothing-like-it'; Message = '*Get-DnsblProvider shows*' }
    ) {
        $lists = Get-DnsblProvider $Word, SpamCop -ErrorVariable problem -ErrorAction SilentlyContinue
        $lists.Name | Should -Be 'SpamCop'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'UnknownProvider,*'
        $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem[0].TargetObject | Should -Be $Word
        $problem[0].Exception.Message | Should -BeLike $Message
    }

    It 'adds and changes lists by a file, found from where the shell is' {
        Push-Location $TestDrive
        try {
            (Get-DnsblProvider Our-List -ProviderFile mine.json).Zone | Should -Be 'bl.example.org'
            (Get-DnsblProvider SpamCop -ProviderFile ./mine.json).Severity | Should -Be 'Informational'
            (Get-DnsblProvider SpamCop).Severity | Should -Not -Be 'Informational'
        }
        finally { Pop-Location }
        (Get-DnsblProvider Our-List -ProviderFile 'TestDrive:/mine.json').Name | Should -Be 'Our-List'
    }

    It 'tells all that is wrong with a file, with line and property' {
        Set-Content "$TestDrive/bad.json" "{ `"providers`": [`n  { `"name`": `"Our-List`", `"zonee`": `"bl.example.org`" },`n  { `"name`": `"SpamCop`", `"severity`": `"Huge`" } ] }"
        $thrown = { Get-DnsblProvider -ProviderFile "$TestDrive/bad.json" } | Should -Throw -ErrorId 'BadProviderFile,*' -PassThru
        $thrown.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $thrown.Exception.Message | Should -BeLike "*line 2, column 25, providers?0?.zonee: *Did you mean 'zone'?*line 3, column 36, providers?1?.severity: *Informational, Low, High*"
    }

    It 'tells what only the meaning of a file shows in the same go, and the list that was meant' {
        Set-Content "$TestDrive/bad.json" "{ `"providers`": [`n  { `"name`": `"SpamCopp`", `"severity`": `"Low`" },`n  { `"name`": `"SpamhausZen`", `"severity`": `"Huge`" } ] }"
        $thrown = { Get-DnsblProvider -ProviderFile "$TestDrive/bad.json" } | Should -Throw -ErrorId 'BadProviderFile,*' -PassThru
        $thrown.Exception.Message | Should -BeLike "*line 2, *missing*Did you mean 'SpamCop'?*line 3, *'Huge'*"
    }

    It 'refuses <Path> as a file' -ForEach @(@{ Path = './no-such-file.json' }, @{ Path = 'Env:/PATH' }, @{ Path = 'NoDrive:/x.json' }) {
        { Get-DnsblProvider -ProviderFile $Path } | Should -Throw -ErrorId 'BadProviderFile,*'
    }

    It 'tells that a folder is no file' {
        $thrown = { Get-DnsblProvider -ProviderFile $TestDrive } | Should -Throw -ErrorId 'BadProviderFile,*' -PassThru
        $thrown.Exception.Message | Should -BeLike '*It is a folder.*'
    }

    It 'completes names' {
        $names = (TabExpansion2 'Get-DnsblProvider spamc' -cursorColumn 23).CompletionMatches
        $names.CompletionText | Should -Be 'SpamCop'
        $names.ToolTip | Should -BeLike 'bl.spamcop.net: *'
    }

    It 'shows a table, and everything in a list' {
        $table = Get-DnsblProvider SpamCop, dnsbl.sorbs.net | Out-String -Width 200
        $table | Should -Match 'SpamCop\s+bl\.spamcop\.net\s+IPv4'
        $table | Should -Match 'Retired\s+20\d\d-'
        $list = Get-DnsblProvider zen.spamhaus.org | Format-List | Out-String -Width 300
        $list | Should -Match '127\.255\.255\.254: .+ \(Refused\)'
        $list | Should -Match 'KeyedZone\s+: \{key\}\.zen\.dq\.spamhaus\.net'
    }

    It 'does not show a key that a file holds' {
        Set-Content "$TestDrive/key.json" '{ "providers": [ { "name": "SpamhausZen", "zone": "s3cretk3y.zen.dq.spamhaus.net" } ] }'
        $list = Get-DnsblProvider zen.spamhaus.org -ProviderFile "$TestDrive/key.json"
        $list | Format-List * -Force | Out-String | Should -Not -Match 's3cretk3y'
        $list | ConvertTo-Json -Depth 5 | Should -Not -Match 's3cretk3y'
    }

    It 'brings the schema for editors' {
        $schema = Join-Path (Get-Module SmtpAdmin).ModuleBase 'dnsbl-providers.schema.json'
        Get-Content $schema -Raw | Should -BeExactly (Get-Content "$root/src/SmtpAdmin.Core/Reputation/Dnsbl/Catalogue/dnsbl-providers.schema.json" -Raw)
        (Get-Content $schema -Raw | ConvertFrom-Json).'$schema' | Should -Be 'https://json-schema.org/draft/2020-12/schema'
    }
}
