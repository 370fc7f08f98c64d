#Requires -Version 7.4
# The queue of a relay in a real PowerShell, while the relay runs and when it is stopped.

BeforeAll { . "$PSScriptRoot/RelayLab.ps1" }

Describe 'The queue of a relay that <Runs>' -ForEach @(@{ Runs = 'runs' }, @{ Runs = 'is stopped' }) {
    BeforeEach {
        $lab = Start-QueueLab
        $first = Send-QueueLabMessage $lab 'sender@lab.test' 'one@a.example', 'two@b.example'
        $second = Send-QueueLabMessage $lab '' 'three@b.example'
        Wait-QueueLabDeferred $lab 3
        if ($Runs -ne 'runs') { Stop-QueueLabRelay $lab }
        $here = @{ SpoolPath = $lab.Spool }
    }

    AfterEach { Stop-QueueLab $lab }

    It 'is shown, and its messages are chosen' {
        $queue = Get-SmtpQueue @here
        $queue.QueueId | Should -BeExactly $first, $second
        $queue[0].GetType().FullName | Should -BeExactly 'SmtpAdmin.Smtp.Relay.SmtpQueueItem'
        $queue[0].Recipients[1].Address | Should -BeExactly 'two@b.example'
        $queue.SpoolPath | Select-Object -Unique | Should -BeExactly $lab.Spool
        (Get-SmtpQueue @here -Sender 'SENDER@*').QueueId | Should -BeExactly $first
        (Get-SmtpQueue @here -Sender '<>').QueueId | Should -BeExactly $second
        (Get-SmtpQueue @here -Domain b.example -Status Deferred).QueueId | Should -BeExactly $first, $second
        (Get-SmtpQueue @here -Recipient 'three@*').QueueId | Should -BeExactly $second
        Get-SmtpQueue @here -OlderThan 2d | Should -BeNullOrEmpty
        Get-SmtpQueue @here -OlderThan 90s | Should -BeNullOrEmpty
        Get-SmtpQueue @here -OlderThan ([timespan]::FromHours(1)) | Should -BeNullOrEmpty
        Get-SmtpQueue @here -Status Held | Should -BeNullOrEmpty
        ($second, $first, $first | Get-SmtpQueue @here).Count | Should -Be 2
        (Get-SmtpQueue @here "$($first.Substring(0, 6))*" -Domain a.example).QueueId | Should -BeExactly $first
        (Get-SmtpQueue @here | Select-Object -First 1).QueueId | Should -BeExactly $first
    }

    It 'is read from a row of a table, and from what stands for the relay' {
        ([pscustomobject]@{ QueueId = $first; SpoolPath = $lab.Spool } | Get-SmtpQueue).QueueId | Should -BeExactly $first
        $access = [SmtpAdmin.Smtp.Relay.SmtpRelayAccess]::OpenAsync($lab.Spool, [TimeProvider]::System, [Threading.CancellationToken]::None).GetAwaiter().GetResult()
        $status = $access.GetStatusAsync([Threading.CancellationToken]::None).GetAwaiter().GetResult()
        ($status | Get-SmtpQueue).QueueId | Should -BeExactly $first, $second
        ($status | Get-SmtpTrace -Kind Accepted -EventOnly).QueueId | Should -BeExactly $first, $second
        { $status | Remove-SmtpQueueItem -Confirm:$false -ErrorAction Stop } | Should -Throw '*-All*'
    }

    It 'holds and releases messages, by filter and by pipeline' {
        Suspend-SmtpQueueItem @here -Domain a.example | Should -BeNullOrEmpty
        (Get-SmtpQueue @here $first).Recipients.Status | Should -Be Held, Deferred
        $held = Get-SmtpQueue @here | Suspend-SmtpQueueItem -PassThru
        $held.Status | Should -Be Held, Held
        $held.SpoolPath | Select-Object -Unique | Should -BeExactly $lab.Spool
        Get-SmtpQueue @here | Resume-SmtpQueueItem -WhatIf
        (Get-SmtpQueue @here -Status Held).Count | Should -Be 2
        Resume-SmtpQueueItem @here -Status Held
        (Get-SmtpQueue @here).Status | Should -Be Deferred, Deferred
    }

    It 'gives messages up' {
        Get-SmtpQueue @here | Remove-SmtpQueueItem -WhatIf
        (Get-SmtpQueue @here).Count | Should -Be 2
        (Remove-SmtpQueueItem @here -Recipient one@a.example -Confirm:$false -PassThru).Recipients.Status | Should -Be Removed, Deferred
        $problems = $null
        $first, 'GONE1', $second | Remove-SmtpQueueItem @here -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.Count | Should -Be 1
        "$($problems[0].FullyQualifiedErrorId) $($problems[0].CategoryInfo.Category) $($problems[0].TargetObject)" | Should -BeExactly 'QueueItemNotFound,SmtpAdmin.PowerShell.Commands.RemoveSmtpQueueItemCommand ObjectNotFound GONE1'
        Get-SmtpQueue @here | Should -BeNullOrEmpty
    }

    It 'tells the sender where it is asked to' {
        Remove-SmtpQueueItem @here $first -Bounce -Confirm:$false
        $bounce = Get-SmtpQueue @here | Where-Object Kind -EQ Bounce
        "$($bounce.ReportOf) $($bounce.Sender)" | Should -BeExactly "$first "
    }

    It 'writes messages to files' {
        $folder = (New-Item -ItemType Directory (Join-Path $lab.Folder 'out')).FullName
        $files = Get-SmtpQueue @here | Export-SmtpQueueItem -Path $folder
        $files | Should -BeOfType IO.FileInfo
        $files.Name | Should -BeExactly "$first.eml", "$second.eml"
        if (-not $IsWindows) { (Get-Item $files[0]).UnixMode | Should -BeExactly '-rw-------' }
        Get-Content $files[0] -Raw | Should -Match "^Received: (?s).*`r`n`r`nThe body of the message\.`r`n$"
        $failure = { Export-SmtpQueueItem @here $first -Path $folder -ErrorAction Stop } | Should -Throw -PassThru
        "$($failure.FullyQualifiedErrorId) $($failure.CategoryInfo.Category)" | Should -BeLike 'FileExists,* ResourceExists'
        (Export-SmtpQueueItem @here $first -Path $folder -Force | Format-Table | Out-String -Width 200) | Should -BeExactly (Get-Item "$folder/$first.eml" | Format-Table | Out-String -Width 200)
        (Export-SmtpQueueItem @here $first -Path $folder -Force).Name | Should -BeExactly "$first.eml"
        Push-Location $folder
        try { (Export-SmtpQueueItem @here $second ./one.eml).FullName | Should -BeExactly (Join-Path $folder 'one.eml') } finally { Pop-Location }
        { Export-SmtpQueueItem @here * -Path (Join-Path $folder 'two.eml') -ErrorAction Stop } | Should -Throw '*several messages*'
        Export-SmtpQueueItem @here $second -Path (Join-Path $folder 'three.eml') -WhatIf
        Join-Path $folder 'three.eml' | Should -Not -Exist
    }

    It 'has a story for each message' {
        Remove-SmtpQueueItem @here $first -Confirm:$false
        Wait-Until { (Get-SmtpTrace @here $first -ErrorAction SilentlyContinue).Kind -contains 'Done' } | Should -BeTrue -Because 'the log is written right behind what happens'
        $story = Get-SmtpTrace @here $first
        foreach ($kind in 'Accepted', 'Deferred', 'Changed', 'Done') { $story.Kind | Should -Contain $kind }
        $story.QueueId | Should -Not -Contain $second
        $accepted = $story | Where-Object Kind -EQ Accepted
        (Get-SmtpTrace @here -MessageId $accepted.MessageId).Count | Should -Be $story.Count
        (Get-SmtpTrace -AuditPath (Join-Path $lab.Spool audit) -Kind Accepted -EventOnly -Since 1d).QueueId | Should -BeExactly $first, $second
        Get-SmtpTrace @here -Until (Get-Date).AddHours(-1) | Should -BeNullOrEmpty
        Get-SmtpTrace @here -Until 1h | Should -BeNullOrEmpty
        Get-SmtpTrace @here -Since ([timespan]::FromHours(1)) -Until 0s | Should -Not -BeNullOrEmpty
        Get-SmtpTrace @here -Since '2020-01-01T00:00Z' | Should -Not -BeNullOrEmpty
        (Get-SmtpQueue @here | Get-SmtpTrace -Kind Accepted -EventOnly).QueueId | Should -BeExactly $second
        ($story | Get-SmtpQueue @here -ErrorAction SilentlyContinue).Count | Should -Be 0
    }
}
