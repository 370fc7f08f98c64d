#Requires -Version 7.4
# The relays of a session: looked at, stopped, and what becomes of them when the session, the script or the module ends.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $folder = [IO.Directory]::CreateTempSubdirectory('smtpadmin-relay-').FullName
    $spool = Join-Path $folder 'spool'
    $module = Join-Path $root 'out/SmtpAdmin'
    $usual = @{ SpoolPath = $spool; HostName = 'relay.lab.test'; Listen = '127.0.0.1:0'; SmartHost = '127.0.0.1:9'; DnsServer = '127.0.0.1:9' }
    $start = "Start-SmtpRelay -SpoolPath '$spool' -HostName relay.lab.test -Listen 127.0.0.1:0 -SmartHost 127.0.0.1:9 -DnsServer 127.0.0.1:9"

    # A script in a process of its own, to its end.
    function Invoke-Script([string] $Script) {
        $path = Join-Path $folder 'script.ps1'
        Set-Content $path "Import-Module '$module'`n$Script"
        & (Get-Process -Id $PID).Path -NoProfile -File $path
    }

    # A relay that runs in the foreground of a session of its own.
    function Start-Waiting([string] $More) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$module'; $start -Wait $More").BeginInvoke()
        Wait-Until { (Test-Path $spool/control) -and (Get-SmtpRelay $spool -ErrorAction Ignore).State -eq 'Running' } -Seconds 60 | Should -BeTrue
        $shell
    }

    # A clean end stands in the audit log, and the socket is gone.
    function Assert-StoppedCleanly {
        (Get-Content (Join-Path $spool 'audit/*') | Select-Object -Last 1 | ConvertFrom-Json).Kind | Should -Be 'Stopped'
        Join-Path $spool 'control' | Should -Not -Exist
        (Get-SmtpRelay $spool).State | Should -Be 'Stopped'
    }
}

AfterAll { Remove-Item $folder -Recurse -Force }

Describe 'A relay of this session' {
    AfterEach { Stop-SmtpRelay $spool -ErrorAction Ignore }

    It 'is the one that is meant where no other is named' {
        $null = Start-SmtpRelay @usual
        (Get-SmtpRelay).SpoolPath | Should -Be $spool
        Get-SmtpQueue | Should -BeNullOrEmpty
        Stop-SmtpRelay
        Assert-StoppedCleanly
    }

    It 'pipes to Get-SmtpRelay and Stop-SmtpRelay' {
        $relay = Start-SmtpRelay @usual
        ($relay | Get-SmtpRelay).State | Should -Be 'Running'
        ($relay | Stop-SmtpRelay -PassThru).State | Should -Be 'Stopped'
    }

    It 'is not stopped with -WhatIf' {
        $relay = Start-SmtpRelay @usual
        $relay | Stop-SmtpRelay -WhatIf
        (Get-SmtpRelay $spool).State | Should -Be 'Running'
    }

    It 'is not waited for with -NoWait' {
        $null = Start-SmtpRelay @usual
        Stop-SmtpRelay $spool -NoWait -Grace 5
        # Asked in the moment of its end, it may be gone before it has answered.
        Wait-Until { (Get-SmtpRelay $spool -ErrorAction SilentlyContinue).State -eq 'Stopped' } | Should -BeTrue
    }

    It 'can be started again at once' {
        1..3 | ForEach-Object {
            (Start-SmtpRelay @usual).State | Should -Be 'Running'
            Stop-SmtpRelay $spool
        }
    }

    It 'keeps what it took from one start to the next' {
        $relay = Start-SmtpRelay @usual
        (Send-SmtpTest $relay.Listeners[0].EndPoint -From a@lab.test -To b@lab.test -DnsServer 127.0.0.1:9).Status | Should -Be 'Sent'
        (Stop-SmtpRelay -PassThru).Queue.Messages | Should -Be 1
        (Start-SmtpRelay @usual).Queue.Messages | Should -Be 1
    }

    It 'comes first where a folder is to be completed: <Line>' -ForEach @(
        @{ Line = 'Stop-SmtpRelay ' }
        @{ Line = 'Get-SmtpRelay -SpoolPath ' }
        @{ Line = 'Get-SmtpQueue -SpoolPath ' }
        @{ Line = 'Remove-SmtpQueueItem -SpoolPath ' }
    ) {
        $other = $usual + @{}
        $other.SpoolPath = Join-Path $folder "other's"
        $null = Start-SmtpRelay @usual
        $null = Start-SmtpRelay @other
        $null = New-Item (Join-Path $folder 'here/some-folder') -ItemType Directory -Force
        Push-Location (Join-Path $folder 'here')
        try {
            $words = (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
            $words[0, 1] | Should -Be "'$folder/other''s'", $spool
            $words[2..9] | Should -Contain './some-folder'
            $line = "$Line$folder/sp"
            @((TabExpansion2 $line $line.Length).CompletionMatches.CompletionText) | Should -Be $spool
        }
        finally {
            Pop-Location
            Stop-SmtpRelay $other.SpoolPath
        }
    }

    It 'is meant with the others where there are several' {
        $second = $usual + @{}
        $second.SpoolPath = Join-Path $folder 'second'
        $null = Start-SmtpRelay @usual
        $null = Start-SmtpRelay @second
        @(Get-SmtpRelay).Count | Should -Be 2
        Stop-SmtpRelay
        @(Get-SmtpRelay $spool, $second.SpoolPath).State | Should -Be 'Stopped', 'Stopped'
    }
}

Describe 'Where there is no relay' {
    It 'says so' {
        Stop-SmtpRelay (Join-Path $folder 'none') -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelayNotRunning,*'
        $problems[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        Get-SmtpRelay (Join-Path $folder 'none') -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'SpoolNotFound,*'
    }
}

Describe 'The end' {
    AfterEach { Stop-SmtpRelay $spool -ErrorAction Ignore }

    It 'of a script stops its relay' {
        Invoke-Script "$start | ForEach-Object State" | Should -Be 'Running'
        Assert-StoppedCleanly
    }

    It 'by exit stops the relay, and keeps the exit code' {
        Invoke-Script "`$null = $start; exit 7"
        $LASTEXITCODE | Should -Be 7
        Assert-StoppedCleanly
    }

    It 'by an error stops the relay' {
        Invoke-Script "`$null = $start; throw 'over'" 2>&1 | Out-Null
        Assert-StoppedCleanly
    }

    It 'by [Environment]::Exit stops the relay' {
        Invoke-Script "`$null = $start; [Environment]::Exit(0)"
        Assert-StoppedCleanly
    }

    It 'of a runspace stops its relays, and no others' {
        $other = $usual + @{}
        $other.SpoolPath = Join-Path $folder 'others'
        $null = Start-SmtpRelay @other
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$module'; $start").Invoke()
        (Get-SmtpRelay $spool).State | Should -Be 'Running'
        $shell.Runspace.Close()
        $shell.Dispose()
        Assert-StoppedCleanly
        (Get-SmtpRelay $other.SpoolPath).State | Should -Be 'Running'
        Stop-SmtpRelay $other.SpoolPath
    }

    It 'of the module stops the relay' {
        Invoke-Script "`$null = $start; Remove-Module SmtpAdmin; Import-Module '$module'; (Get-SmtpRelay '$spool').State" | Should -Be 'Stopped'
        Assert-StoppedCleanly
    }

    It 'comes to -Wait by Stop-SmtpRelay from another process' {
        $wait = [powershell]::Create().AddScript("Import-Module '$module'; $start -Wait")
        $run = $wait.BeginInvoke()
        try {
            Wait-Until { (Test-Path $spool/control) -and (Get-SmtpRelay $spool -ErrorAction Ignore).State -eq 'Running' } -Seconds 60 | Should -BeTrue
            Invoke-Script "Stop-SmtpRelay '$spool'"
            Wait-Until { $run.IsCompleted } | Should -BeTrue
            $wait.EndInvoke($run).State | Should -Be 'Running' -Because 'the status was written when it took mail'
        }
        finally { $wait.Dispose() }
        Assert-StoppedCleanly
    }

    It 'comes to -Wait by Ctrl+C, before the prompt is back<With>' -ForEach @(
        @{ With = ''; More = '' }
        @{ With = ', with -OnBounce'; More = '-OnBounce { }' }
    ) {
        $shell = Start-Waiting $More
        try {
            $shell.Stop() # as the host does at Ctrl+C: returns when the pipeline has ended
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            Assert-StoppedCleanly # the session goes on: its end would stop the relay too
        }
        finally { $shell.Dispose() }
    }

    It 'comes to -Wait by Ctrl+C when the message that is coming in is taken' {
        $shell = Start-Waiting
        $client = [Net.Sockets.TcpClient]::new()
        try {
            $before = (Get-SmtpRelay $spool).Queue.Messages
            $client.Connect([Net.IPEndPoint]::Parse((Get-SmtpRelay $spool).Listeners[0].EndPoint))
            $stream = $client.GetStream()
            $stream.ReadTimeout = 60000
            $reader = [IO.StreamReader]::new($stream)
            $reader.ReadLine() | Should -BeLike '220 *'
            foreach ($line in 'HELO client.lab.test', 'MAIL FROM:<a@lab.test>', 'RCPT TO:<b@lab.test>', 'DATA') {
                $stream.Write([Text.Encoding]::ASCII.GetBytes("$line`r`n"))
                $reader.ReadLine() | Should -Match '^[23]'
            }
            $stop = $shell.BeginStop($null, $null)
            Wait-Until { (Get-SmtpRelay $spool).State -eq 'Stopping' } | Should -BeTrue
            Start-Sleep -Milliseconds 1500 # longer than other commands are given
            $stop.IsCompleted | Should -BeFalse -Because 'the message is under way'
            $stream.Write([Text.Encoding]::ASCII.GetBytes("Subject: lab`r`n`r`nbody`r`n.`r`n"))
            $reader.ReadLine() | Should -BeLike '250 *'
            Wait-Until { $stop.IsCompleted } | Should -BeTrue
            Assert-StoppedCleanly
            (Get-SmtpRelay $spool).Queue.Messages | Should -Be ($before + 1)
        }
        finally { $client.Dispose(); $shell.Dispose() }
    }

    It 'of a wait in which nothing changed had no progress drawn twice' {
        # Ctrl+C while the console draws can hang the shell: see AsyncCmdlet.
        $shell = Start-Waiting
        try {
            Wait-Until { $shell.Streams.Progress.Count -gt 0 } | Should -BeTrue
            Start-Sleep -Milliseconds 1500
            $shell.Streams.Progress.StatusDescription | Should -HaveCount 1
            $shell.Stop()
        }
        finally { $shell.Dispose() }
    }

    It 'comes to -Wait by the end of the pipeline' {
        (Invoke-Expression "$start -Wait | Select-Object -First 1").State | Should -Be 'Running'
        Assert-StoppedCleanly
    }
}

Describe 'The views' {
    BeforeAll {
        $status = Start-SmtpRelay @usual
        $null = Send-SmtpTest $status.Listeners[0].EndPoint -From a@lab.test -To b@lab.test -DnsServer 127.0.0.1:9
        Wait-Until { (Get-SmtpRelay $spool).Queue.Deferred -gt 0 } | Should -BeTrue
        $status = Get-SmtpRelay $spool
        Stop-SmtpRelay $spool
        $file = Join-Path $folder 'status.xml'
        $status | Export-Clixml $file -Depth 4
        $old = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
    }

    AfterAll { $PSStyle.OutputRendering = $old }

    It 'show <What> in 80 columns' -ForEach @(
        @{ What = 'a line for each relay'; View = { Format-Table -InputObject $args[0] }; Has = 'Running', '127.0.0.1:', 'Deferred ', ' recipients' }
        @{ What = 'all of a relay'; View = { Format-List -InputObject $args[0] }; Has = 'ByDestination : 127.0.0.1:9: ', 'deferred', 'Counters      : 1 message taken, 1 connection, ', ' 0 recipients delivered, 0 failed', ' 1 attempt deferred, 0 reports made', 'Destinations  : ', ' None, 0 connections', 'LastErrors    : ' }
    ) {
        foreach ($object in $status, (Import-Clixml $file)) {
            $text = & $View $object | Out-String -Width 80
            foreach ($part in $Has) { $text | Should -BeLike "*$part*" }
            $text -split '\r?\n' | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
            $text | Should -Not -BeLike '*SmtpAdmin.Smtp*' -Because 'a type''s name tells a person nothing'
        }
    }

    It 'show what hangs on a relay' {
        $status.Destinations | Out-String -Width 80 | Should -BeLike '*127.0.0.1:9*'
        $status.Queue.ByDestination | Out-String -Width 80 | Should -BeLike '*Recipients*'
        $status.LastErrors | Out-String -Width 80 | Should -BeLike '*Time*Text*'
        $status.Queue.ByAge[0].Messages | Should -Be $status.Queue.Messages
    }
}
