#Requires -Version 7.4
# Get-DnsblStatus: what it keeps from run to run, and its log.

BeforeAll {
    . "$PSScriptRoot/ListLab.ps1"
    $common.Force = $true # the lab's addresses are documentation's

    # What a run says with a list as it stands then.
    function Watch-List([string[]] $Record, [string] $State, [string[]] $Target = '192.0.2.25', [hashtable] $With = @{}) {
        $list = Start-List $Record
        try { Get-DnsblStatus $Target -Provider bl.test -DnsServer $list.EndPoint.ToString() -Timeout 0.3 -Force -StatePath $State @With }
        finally { Stop-List $list }
    }
}

AfterAll { Stop-Lab $lab }

Describe 'The memory between runs' {
    BeforeEach { $state = "$TestDrive/$([guid]::NewGuid()).state" }

    It 'tells Added, nothing, CodeChanged, Removed' {
        $changed = @{ ChangedOnly = $true }
        $added = Watch-List '25.2.0.192 A 127.0.0.3' $state -With $changed
        $added.Change | Should -Be 'Added'
        $added.Since | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddMinutes(-5))
        Watch-List '25.2.0.192 A 127.0.0.3' $state -With $changed | Should -BeNullOrEmpty
        $code = Watch-List '25.2.0.192 A 127.0.0.4' $state -With $changed
        $code.Change | Should -Be 'CodeChanged'
        $code.Since | Should -Be $added.Since
        $removed = Watch-List @() $state -With $changed
        $removed.Change | Should -Be 'Removed'
        $removed.Status | Should -Be 'NotListed'
        $removed.Since | Should -Be $added.Since
        Show-Alone $removed 80 | Should -Match 'Removed, listed from\s+20\d\d-\d\d-\d\d'
        Watch-List @() $state -With $changed | Should -BeNullOrEmpty
    }

    It 'gives Since and Change to all results without -ChangedOnly' {
        $null = Watch-List '25.2.0.192 A 127.0.0.3' $state
        $results = Watch-List '25.2.0.192 A 127.0.0.3', '26.2.0.192 A 127.0.0.3' $state -Target 192.0.2.25, 192.0.2.26, 192.0.2.27 | Sort-Object Target
        $results.Count | Should -Be 3
        $results[0].Change | Should -BeNullOrEmpty
        $results[1].Change | Should -Be 'Added'
        $results[0].Since | Should -BeLessThan $results[1].Since
        $results[2].Since | Should -BeNullOrEmpty
        $results | Out-String -Width 120 | Should -Match 'Added'
    }

    It 'counts confirmations against flapping' {
        $with = @{ ChangedOnly = $true; Confirmations = 2 }
        $listed = '25.2.0.192 A 127.0.0.3'
        $runs = foreach ($record in $listed, @(), $listed, $listed, $listed, @(), $listed, @(), @()) {
            "$((Watch-List $record $state -With $with).Change)"
        }
        $runs | Should -Be '', '', '', 'Added', '', '', '', '', 'Removed'
    }

    It 'takes silence, refusal and breakage for no removal' {
        $null = Watch-List '25.2.0.192 A 127.0.0.3' $state
        Watch-List '2.0.0.127 A 192.0.2.80', '25.2.0.192 A 192.0.2.80' $state -With @{ ChangedOnly = $true } | Should -BeNullOrEmpty -Because 'the list is broken'
        (Get-DnsblStatus 192.0.2.25 -Provider bl.test -StatePath $state @common).Status | Should -Be 'Refused'
        $dead = [Net.Sockets.UdpClient]::new([Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
        try {
            $silent = Get-DnsblStatus 192.0.2.25 -Provider bl.test -StatePath $state -ChangedOnly -Force -DnsServer $dead.Client.LocalEndPoint.ToString() -Timeout 0.1 -SkipProviderTest -WarningVariable told -WarningAction SilentlyContinue
            $silent | Should -BeNullOrEmpty
            $told | Should -BeLike 'Nothing is known of 192.0.2.25: no list that was asked*(0 refused, 0 broken, 1 unknown)*Test-DnsblProvider*' -Because 'a watcher that has gone blind says so'
        }
        finally { $dead.Dispose() }
        $still = Watch-List '25.2.0.192 A 127.0.0.3' $state
        $still.Change | Should -BeNullOrEmpty
        $still.Since | Should -Not -BeNullOrEmpty
        (Watch-List @() $state).Change | Should -Be 'Removed'
    }

    It 'tests a list once a day, and again when it says something new' {
        $list = Start-List '25.2.0.192 A 127.0.0.3'
        try {
            $asked = foreach ($n in 1..2) {
                $before = $list.QueryCount
                $null = Get-DnsblStatus 192.0.2.25 -Provider bl.test -DnsServer $list.EndPoint.ToString() -Force -StatePath $state
                $list.QueryCount - $before
            }
            ($asked[0] - $asked[1]) | Should -Be 2 -Because 'the two test entries are not asked for again'
        }
        finally { Stop-List $list }
        $world = [SmtpAdmin.Lab.LabDnsServer]::Start([SmtpAdmin.Lab.LabZone[]]@([SmtpAdmin.Lab.LabZone]::Parse('bl.test', '* A 127.0.0.2')), $null, $null)
        try {
            $result = Get-DnsblStatus 192.0.2.26 -Provider bl.test -DnsServer $world.EndPoint.ToString() -Force -StatePath $state -ChangedOnly -WarningAction SilentlyContinue
            $result | Should -BeNullOrEmpty -Because 'a list that went bad overnight is tested before its news are believed'
            (Get-DnsblStatus 192.0.2.26 -Provider bl.test -DnsServer $world.EndPoint.ToString() -Force -StatePath $state).Status | Should -Be 'Broken'
        }
        finally { Stop-List $world }
    }

    It 'sets a damaged file aside, says so, and goes on' {
        Set-Content $state '{"version":1, "pairs":[ cut o'
        $result = Watch-List '25.2.0.192 A 127.0.0.3' $state -With @{ ChangedOnly = $true; WarningVariable = '+global:told'; WarningAction = 'SilentlyContinue' }
        try { $global:told | Should -BeLike '*damaged*set aside*' } finally { Remove-Variable told -Scope global }
        $result.Change | Should -Be 'Added'
        Get-Content "$state.damaged-*" -Raw | Should -BeLike '*cut o*'
        (Get-Content $state -Raw | ConvertFrom-Json).pairs | Should -HaveCount 1
    }

    It 'says that a read-only file is not saved, and checks all the same' {
        $null = Watch-List '25.2.0.192 A 127.0.0.3' $state
        $before = Get-Content $state -Raw
        Set-ItemProperty $state IsReadOnly $true
        try {
            $results = Watch-List '25.2.0.192 A 127.0.0.3', '26.2.0.192 A 127.0.0.3' $state -Target 192.0.2.25, 192.0.2.26 -With @{ ChangedOnly = $true; ErrorVariable = '+global:told'; ErrorAction = 'SilentlyContinue' }
            $results.Target | Should -Be '192.0.2.26' -Because 'what it holds is known'
            $told = @($global:told)
        }
        finally {
            Remove-Variable told -Scope global -ErrorAction Ignore
            Set-ItemProperty $state IsReadOnly $false
        }
        $told[0].FullyQualifiedErrorId | Should -BeLike 'StateReadOnly,*'
        $told[0].Exception.Message | Should -BeLike '*read-only*'
        Get-Content $state -Raw | Should -BeExactly $before
    }

    It 'says why a file cannot be used, and shows every listing: <Kind>' -ForEach @(
        @{ Kind = 'a directory'; Path = { "$TestDrive" }; Id = 'StateUnreadable' }
        @{ Kind = 'a later version'; Path = { Set-Content "$TestDrive/later.state" '{"version":99,"tests":[],"pairs":[]}'; "$TestDrive/later.state" }; Id = 'StateTooNew' }
        @{ Kind = 'a folder that is not there'; Path = { "$TestDrive/no/such/folder/x.state" }; Id = 'StateUnwritable' }
    ) {
        $path = & $Path
        $results = Get-DnsblStatus 192.0.2.24, 192.0.2.25 -Provider SpamCop @common -StatePath $path -ChangedOnly -ErrorVariable problem -ErrorAction SilentlyContinue
        $results.Target | Should -Be '192.0.2.25'
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problem[0].TargetObject | Should -Be $path
    }

    It 'survives runs at the same time' {
        $shells = foreach ($n in 0..3) {
            $shell = [powershell]::Create()
            $null = $shell.AddScript("Import-Module '$root/out/SmtpAdmin'; Get-DnsblStatus 10.0.$n.0/25 -Provider good.lists.test -DnsServer $dns -Force -StatePath '$state' -LogPath '$state.log'")
            @{ Shell = $shell; Run = $shell.BeginInvoke() }
        }
        foreach ($entry in $shells) {
            Wait-Until { $entry.Run.IsCompleted } -Seconds 60 | Should -BeTrue
            $entry.Shell.EndInvoke($entry.Run).Count | Should -Be 128
            $entry.Shell.Streams.Error | Should -BeNullOrEmpty
            $entry.Shell.Streams.Warning | Should -BeNullOrEmpty
            $entry.Shell.Dispose()
        }
        (Get-Content $state -Raw | ConvertFrom-Json).pairs.target | Sort-Object -Unique | Should -HaveCount 512
        (Get-Content "$state.log" | ConvertFrom-Json).event | Should -Be (@('run') * 4)
        Get-ChildItem "$state.damaged*" | Should -BeNullOrEmpty
    }

    It 'leaves state and log alone with -WhatIf, and shows the same' {
        $would = Watch-List '25.2.0.192 A 127.0.0.3' $state -With @{ ChangedOnly = $true; LogPath = "$state.log"; WhatIf = $true }
        $would.Change | Should -Be 'Added'
        $state, "$state.log" | Should -Not -Exist
        (Watch-List '25.2.0.192 A 127.0.0.3' $state -With @{ ChangedOnly = $true; LogPath = "$state.log" }).Change | Should -Be 'Added'
        $state, "$state.log" | Should -Exist
    }

    It 'needs -StatePath for <Name>' -ForEach @(
        @{ Name = '-ChangedOnly'; With = @{ ChangedOnly = $true } }
        @{ Name = '-Confirmations'; With = @{ Confirmations = 2 } }
    ) {
        $problem = { Get-DnsblStatus 192.0.2.25 -Provider SpamCop @common @With } | Should -Throw -ErrorId 'BadCombination,*' -PassThru
        $problem.Exception.Message | Should -BeLike '*-StatePath*'
    }

    It 'finds its files from where the shell is, and refuses what is no file' {
        Push-Location $TestDrive
        try { $null = Get-DnsblStatus 192.0.2.25 -Provider SpamCop @common -StatePath here.state -LogPath ./here.log }
        finally { Pop-Location }
        "$TestDrive/here.state", "$TestDrive/here.log" | Should -Exist
        { Get-DnsblStatus 192.0.2.25 -StatePath Env:/PATH @common } | Should -Throw -ErrorId 'BadStatePath,*'
        { Get-DnsblStatus 192.0.2.25 -LogPath NoDrive:/x @common } | Should -Throw -ErrorId 'BadLogPath,*'
    }
}

Describe 'The log' {
    It 'has a line for each change and one for the run' {
        $log = "$TestDrive/audit.log"
        $null = Watch-List '25.2.0.192 A 127.0.0.3', '25.2.0.192 TXT "Seen"' "$TestDrive/audit.state" -Target 192.0.2.25, 192.0.2.26, 'no target' -With @{ LogPath = $log; ErrorAction = 'SilentlyContinue' }
        $null = Watch-List @() "$TestDrive/audit.state" -With @{ LogPath = $log; ChangedOnly = $true }
        $lines = Get-Content $log | ConvertFrom-Json
        $lines.event | Should -Be 'change', 'run', 'change', 'run'
        $lines[0, 2].change | Should -Be 'Added', 'Removed'
        $lines[0].target | Should -Be '192.0.2.25'
        $lines[0].provider | Should -Be 'bl.test'
        $lines[0].codes | Should -Be '127.0.0.3'
        $lines[0].reason | Should -Be 'Seen'
        $lines[1].targets | Should -Be 2
        $lines[1].listed | Should -Be 1
        $lines[1].notListed | Should -Be 1
        $lines[1].changes | Should -Be 1
        $lines[1].problems | Should -BeLike "'no target' *"
        $lines[1].time | Should -BeOfType [datetime]
        $lines[3].problems | Should -BeNullOrEmpty
    }

    It 'that cannot be written is an error, and the results come' {
        $results = Get-DnsblStatus 192.0.2.25 -Provider SpamCop @common -LogPath "$TestDrive/no/such/folder/x.log" -ErrorVariable problem -ErrorAction SilentlyContinue
        $results.Status | Should -Be 'Listed'
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'LogUnwritable,*'
    }
}
