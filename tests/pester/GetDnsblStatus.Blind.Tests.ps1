#Requires -Version 7.4
# What Get-DnsblStatus says when it sees less than it seems: lists that tell nothing, or went bad since their test; targets that nobody gave.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    . "$PSScriptRoot/DnsblLab.ps1"

    # What a run says with a list as it stands then, and one beside it that works; the records are those of the first.
    function Watch-Lists([string[]] $Record, [string] $State, [string[]] $Target = '192.0.2.25', [hashtable] $With = @{}) {
        $zones = @{ 'bl.test' = $Record; 'ok.test' = '2.0.0.127 A 127.0.0.2' }.GetEnumerator() | ForEach-Object { [SmtpAdmin.Lab.LabZone]::Parse($_.Key, $_.Value -join "`n") }
        $lists = [SmtpAdmin.Lab.LabDnsServer]::Start([SmtpAdmin.Lab.LabZone[]]$zones, $null, $null)
        try {
            $results = Get-DnsblStatus $Target -Provider bl.test, ok.test -DnsServer $lists.EndPoint.ToString() -Timeout 0.3 -Force -StatePath $State @With -WarningVariable told -WarningAction SilentlyContinue
            [pscustomobject]@{ Results = $results; Told = @($told | ForEach-Object Message) }
        }
        finally { Stop-List $lists }
    }

    $works = @('2.0.0.127 A 127.0.0.2')
    $parked = @('* A 203.0.113.80')
}

Describe 'A list that tells nothing' {
    BeforeEach { $state = "$TestDrive/$([guid]::NewGuid()).state" }

    It 'is told of once when that has lasted a day, and once when it is over' {
        $with = @{ ChangedOnly = $true; LogPath = "$state.log" }
        $first = Watch-Lists $parked $state -With $with
        $first.Told | Should -BeNullOrEmpty

        # Two days later, as far as the file knows.
        $then = [DateTime]::UtcNow.AddDays(-2).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")
        (Get-Content $state -Raw) -replace '("zone":"bl.test","since":)"[^"]+"', "`$1`"$then`"" | Set-Content $state -NoNewline
        $second = Watch-Lists $parked $state -With $with
        $second.Results | Should -BeNullOrEmpty
        $second.Told | Should -HaveCount 1
        $second.Told | Should -BeLike "bl.test has told nothing in any run since $($then.Substring(0, 10)) $($then.Substring(11, 5))Z: Broken for its one target now.*Test-DnsblProvider bl.test*-ExcludeProvider*"
        (Watch-Lists $parked $state -With $with).Told | Should -BeNullOrEmpty

        (Watch-Lists $works $state -With $with).Told | Should -BeLike 'bl.test answers again*'
        (Watch-Lists $works $state -With $with).Told | Should -BeNullOrEmpty
        (Get-Content "$state.log" | ConvertFrom-Json).blind | Should -Be 'bl.test', 'bl.test', 'bl.test'
    }

    It 'that went bad since its test is told of, and the answers before do not count' {
        $null = Watch-Lists ($works + '25.2.0.192 A 127.0.0.2') $state -Target 192.0.2.24, 192.0.2.25
        # One at a time, so that the answer that gives it away comes last.
        $run = Watch-Lists @('empty A 127.0.0.1') $state -Target 192.0.2.24, 192.0.2.25 -With @{ ThrottleLimit = 1; LogPath = "$state.log" }
        ($run.Results | Where-Object Provider -EQ bl.test | Sort-Object Target).Status | Should -Be 'NotListed', 'Broken'
        $run.Told | Should -HaveCount 1
        $run.Told | Should -BeLike 'bl.test does not hold its own test entry*1 answer of it was given in this run before*Test-DnsblProvider bl.test*'
        $line = Get-Content "$state.log" | ConvertFrom-Json
        $line.broken | Should -Be 2
        $line.notListed | Should -Be 2 -Because 'the other list answered'
        $line.problems | Should -Be $run.Told
    }
}

Describe 'A listing that ended' {
    It 'shows when it began and that it is over' {
        $state = "$TestDrive/$([guid]::NewGuid()).state"
        $null = Watch-Lists ($works + '25.2.0.192 A 127.0.0.2') $state
        $removed = (Watch-Lists $works $state -With @{ ChangedOnly = $true }).Results
        $removed.Change | Should -Be 'Removed'
        $removed | Format-Table | Out-String -Width 120 | Should -Match 'Removed[\s\S]+listed from\s+20\d\d-'
        $list = $removed | Format-List | Out-String -Width 200
        $list | Should -Match 'WasListed\s+: from 20.+Z until 20.+Z'
        $list | Should -Not -Match 'Since'
    }
}

Describe 'A run without a target' {
    It 'says that nothing was checked' {
        $lab = Start-ListLab
        try {
            $results = @() | Get-DnsblStatus -Provider SpamCop -DnsServer $lab.Dns.EndPoint.ToString() -WarningVariable told -WarningAction SilentlyContinue
            $results | Should -BeNullOrEmpty
            $told | Should -Be 'No target was given; nothing was checked.'
            $null = '192.0.2.300' | Get-DnsblStatus -Provider SpamCop -DnsServer $lab.Dns.EndPoint.ToString() -WarningVariable told -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
            $told | Should -Be 'There was no target that could be checked; nothing was.'
        }
        finally { Stop-Lab $lab }
    }
}
