#Requires -Version 7.4
# Start-SmtpRelay in a real PowerShell: parameters, configurations, errors, bounces.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $folder = [IO.Directory]::CreateTempSubdirectory('smtpadmin-relay-').FullName
    $spool = Join-Path $folder 'spool'
    $sink = [SmtpAdmin.Lab.LabSmtpSink]::Start()
    # What every relay here has: a free port, the lab behind it, and no resolver beyond this machine.
    $usual = @{ SpoolPath = $spool; HostName = 'relay.lab.test'; Listen = '127.0.0.1:0'; SmartHost = "$($sink.EndPoint)"; DnsServer = '127.0.0.1:9' }

    function Send-Mail($Relay, [string] $To = 'to@lab.test', [hashtable] $More = @{}) {
        Send-SmtpTest $Relay.Listeners[0].EndPoint -From from@lab.test -To $To -DnsServer 127.0.0.1:9 @More
    }
}

AfterAll {
    $null = $sink.DisposeAsync().AsTask().Wait(10000)
    Remove-Item $folder -Recurse -Force
}

Describe 'Start-SmtpRelay' {
    AfterEach { Stop-SmtpRelay $spool -ErrorAction Ignore }

    It 'starts a relay in the background, which takes mail and passes it on' {
        $before = $sink.MessageCount
        $relay = Start-SmtpRelay @usual
        $relay | Should -BeOfType SmtpAdmin.Smtp.Relay.SmtpRelayStatus
        $relay.State | Should -Be 'Running'
        $relay.SpoolPath | Should -Be $spool
        $relay.ProcessId | Should -Be $PID
        (Send-Mail $relay).Status | Should -Be 'Sent'
        Wait-Until { $sink.MessageCount -gt $before } | Should -BeTrue
    }

    It 'takes relative paths from where the shell is' {
        Push-Location $folder
        try { (Start-SmtpRelay @usual -AuditPath ./log).AuditPath | Should -Be (Join-Path $folder 'log') }
        finally { Pop-Location }
        Wait-Until { Test-Path (Join-Path $folder 'log') } | Should -BeTrue
    }

    It 'does nothing with -WhatIf' {
        $untouched = Join-Path $folder 'untouched'
        $what = $usual + @{}
        $what.SpoolPath = $untouched
        Start-SmtpRelay @what -WhatIf | Should -BeNullOrEmpty
        $untouched | Should -Not -Exist
    }

    It 'refuses <Parameter> with <Id>' -ForEach @(
        @{ Parameter = 'Listen'; Value = 'nowhere'; Id = 'RELAY-LISTEN' }
        @{ Parameter = 'AllowNetwork'; Value = '10.0.0.1/8'; Id = 'RELAY-NETWORK' }
        @{ Parameter = 'AllowNetwork'; Value = '0.0.0.0/0'; Id = 'RELAY-OPEN' }
        @{ Parameter = 'SmartHost'; Value = 'host:99999'; Id = 'RELAY-SMART-HOST' }
        @{ Parameter = 'HttpEndPoint'; Value = '192.0.2.1:80'; Id = 'RELAY-HTTP-OPEN' }
        @{ Parameter = 'CertificatePath'; Value = './none.pem'; Id = 'RELAY-CERTIFICATE' }
        @{ Parameter = 'CertificateKeyPath'; Value = './none.pem'; Id = 'RELAY-CERTIFICATE' }
        @{ Parameter = 'DkimSelector'; Value = 's1'; Id = 'RELAY-DKIM' }
        @{ Parameter = 'DirectMx'; Value = $true; Id = 'RELAY-ROUTE-TWICE' }
        @{ Parameter = 'PostmasterAddress'; Value = 'nobody'; Id = 'RELAY-POSTMASTER' }
        @{ Parameter = 'HostName'; Value = 'a b'; Id = 'RELAY-HOST-NAME' }
        @{ Parameter = 'ExpireAfter'; Value = '1s'; Id = 'RELAY-RETRY' }
    ) {
        $with = $usual + @{}
        $with[$Parameter] = $Value
        Start-SmtpRelay @with -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problems[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$($problems[0])" | Should -BeLike '-*: *'
    }

    It 'tells all that is wrong with parameters at once' {
        Start-SmtpRelay -SmartHost a:0 -Listen x, y -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.Count | Should -Be 3
    }

    It 'needs a way out for mail' {
        Start-SmtpRelay -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RELAY-NO-ROUTE,*'
    }

    It 'takes durations with units, and no bare numbers' {
        (Start-SmtpRelay @usual -ExpireAfter 2d -DelayNotice ([timespan]::FromHours(4))).State | Should -Be 'Running'
        { Start-SmtpRelay @usual -ExpireAfter 5 -WhatIf } | Should -Throw '*is no duration*'
    }

    It 'warns of what is doubtful, and starts' {
        $doubtful = $usual + @{}
        $doubtful.HostName = 'relay'
        $relay = Start-SmtpRelay @doubtful -AllowNetwork 0.0.0.0/0 -AllowOpenRelay -WarningVariable warnings -WarningAction SilentlyContinue
        $relay.State | Should -Be 'Running'
        "$warnings" | Should -BeLike '*not a full name*'
        "$warnings" | Should -BeLike '*strangers could send*'
    }

    It 'says who has the queue, and which port is taken' {
        $relay = Start-SmtpRelay @usual
        Start-SmtpRelay @usual -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelayNotStarted,*'
        "$($problems[0])" | Should -BeLike "Another relay has the spool '$spool'*"
        $other = $usual + @{}
        $other.SpoolPath = Join-Path $folder 'other'
        $other.Listen = $relay.Listeners[0].EndPoint
        Start-SmtpRelay @other -ErrorVariable problems -ErrorAction SilentlyContinue
        "$($problems[0])" | Should -BeLike "The relay cannot listen on $($relay.Listeners[0].EndPoint).*"
    }

    It 'lets users log in over TLS, and signs' {
        $key = [Security.Cryptography.ECDsa]::Create()
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=relay.lab.test', $key, 'SHA256')
        $pfx = Join-Path $folder 'relay.pfx'
        [IO.File]::WriteAllBytes($pfx, $request.CreateSelfSigned([datetimeoffset]::Now.AddDays(-1), [datetimeoffset]::Now.AddDays(90)).Export('Pfx', 'of the file'))
        if (-not $IsWindows) { chmod 600 $pfx }
        $dkim = New-DkimKey lab.test -Selector s1 -Path $folder -Force
        $password = ConvertTo-SecureString secret -AsPlainText -Force
        $secure = @{
            User = [SmtpAdmin.Smtp.Relay.SmtpRelayUser]::Create('scanner', 'secret'); AllowNetwork = @()
            CertificatePath = $pfx; CertificatePassword = ConvertTo-SecureString 'of the file' -AsPlainText -Force
            DkimKeyPath = $dkim.PrivateKeyPath; DkimSelector = 's1'; DkimDomain = 'lab.test'
        }
        $relay = Start-SmtpRelay @usual @secure
        (Send-Mail $relay).Status | Should -Be 'Failed'
        $sink.ClearMessages()
        $before = $sink.MessageCount
        (Send-Mail $relay -More @{ Credential = [pscredential]::new('scanner', $password); SkipCertificateCheck = $true }).Status | Should -Be 'Sent'
        Wait-Until { $sink.MessageCount -gt $before } | Should -BeTrue
        $sink.Messages[-1].Text | Should -Match '(?m)^DKIM-Signature: [^$]*s=s1'
    }

    It 'tells metrics where it is told to' {
        $free = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $free.Start(); $endPoint = "$($free.LocalEndpoint)"; $free.Stop()
        $null = Start-SmtpRelay @usual -HttpEndPoint $endPoint
        Invoke-RestMethod "http://$endPoint/health" | Should -Match 'OK'
    }

    It 'runs a script block at each bounce' {
        $refuse = [SmtpAdmin.Lab.LabFault]::ReplyWith('RcptTo', '550 5.1.1 No such user', $null)
        $sink.Order($refuse)
        try {
            $global:bounced = $null
            $relay = Start-SmtpRelay @usual -OnBounce { $global:bounced = $EventArgs.Entry }
            (Send-Mail $relay).Status | Should -Be 'Sent'
            Wait-Until { Start-Sleep -Milliseconds 1; $global:bounced } | Should -BeTrue
            $global:bounced.Kind | Should -Be 'Bounced'
            # As the examples of the help and the guide say it.
            "Not delivered to $($global:bounced.ReportedRecipients): $($global:bounced.Reply ?? $global:bounced.Text)" | Should -BeExactly 'Not delivered to to@lab.test: 550 5.1.1 No such user'
            Get-EventSubscriber | Should -Not -BeNullOrEmpty
            Stop-SmtpRelay $spool
            Get-EventSubscriber | Should -BeNullOrEmpty -Because 'what the relay needed went with it'
        }
        finally {
            $sink.ClearFaults()
            Remove-Variable bounced -Scope Global
        }
    }

    It 'goes on running the script block when it throws <Where>' -ForEach @(
        @{ Where = 'when the session is idle'; Wait = $false }
        @{ Where = 'with -Wait'; Wait = $true }
    ) {
        $sink.Order([SmtpAdmin.Lab.LabFault]::ReplyWith('RcptTo', '550 5.1.1 No such user', $null))
        $shell = [powershell]::Create()
        $out = Join-Path $folder "bounces-$Wait"
        try {
            $null = $shell.AddScript({
                param($Module, $Usual, $Wait, $Out)
                Import-Module $Module
                Start-SmtpRelay @Usual -Wait:$Wait -OnBounce { Add-Content $Out "$($EventArgs.Entry.ReportedRecipients) $($Sender.SpoolPath)"; throw "of $($EventArgs.Entry.Kind)" }
                while (-not $Wait -and @(Get-Content $Out -ErrorAction Ignore).Count -lt 3) { Start-Sleep -Milliseconds 20 }
                if (-not $Wait) { Get-Job | ForEach-Object { "$($_.State)"; $_ | Receive-Job 2>&1 } }
            }).AddParameters(@{ Module = Join-Path $root 'out/SmtpAdmin'; Usual = $usual; Wait = $Wait; Out = $out })
            $run = $shell.BeginInvoke()
            Wait-Until { (Get-SmtpRelay $spool -ErrorAction Ignore).State -eq 'Running' } | Should -BeTrue
            $relay = Get-SmtpRelay $spool
            1..3 | ForEach-Object { (Send-Mail $relay).Status | Should -Be 'Sent' }
            Wait-Until { @(Get-Content $out -ErrorAction Ignore).Count -eq 3 } | Should -BeTrue
            Get-Content $out | Should -Be (@("to@lab.test $spool") * 3)
            if ($Wait) { Stop-SmtpRelay $spool }
            Wait-Until { $run.IsCompleted } | Should -BeTrue
            $null, $state, $errors = $shell.EndInvoke($run)
            if ($Wait) { $errors = $shell.Streams.Error } else { $state | Should -Be 'Running' }
            "$errors" | Should -BeExactly 'of Bounced of Bounced of Bounced'
        }
        finally {
            $shell.Dispose()
            $sink.ClearFaults()
        }
    }

    It 'completes <Line> with <Word>' -ForEach @(
        @{ Line = 'Start-SmtpRelay -SmartHostTls R'; Word = 'Required' }
        @{ Line = 'Start-SmtpRelay -Listen 0.0.0.0:2'; Word = '0.0.0.0:25' }
        @{ Line = 'Start-SmtpRelay -AllowNetwork 192'; Word = '192.168.0.0/16' }
        @{ Line = 'Start-SmtpRelay -SmartHost smtp.off'; Word = 'smtp.office365.com:587' }
        @{ Line = 'Start-SmtpRelay -OnB'; Word = '-OnBounce' }
    ) {
        (TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText | Should -Contain $Word
    }
}

Describe 'Start-SmtpRelay -Config' {
    AfterEach { Stop-SmtpRelay $spool -ErrorAction Ignore }

    BeforeAll {
        $config = Join-Path $folder 'relay.json'
        function Set-Config([string] $More) {
            Set-Content $config "{ `"spoolPath`": `"spool`", `"hostName`": `"relay.lab.test`", `"listen`": [`"127.0.0.1:0`"],`n  `"smartHost`": [`"$($sink.EndPoint)`"]$More }"
        }
    }

    It 'starts by the file' {
        Set-Config
        (Start-SmtpRelay $config -DnsServer 127.0.0.1:9).SpoolPath | Should -Be $spool
    }

    It 'tells each problem of the file with its place' {
        Set-Content $config "{`n  `"listen`": [`"nowhere`"],`n  `"smartHost`": [`"host:0`"],`n  `"maxx`": 1`n}"
        Start-SmtpRelay -Config $config -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.Count | Should -Be 3
        $problems | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'BadRelayConfiguration,*' }
        $problems.TargetObject.Line | Should -Be 2, 3, 4
        "$($problems[0])" | Should -BeLike "${config}: line 2, column 14, listen``[0``]: 'nowhere'*"
    }

    It 'says that a file cannot be read' {
        Start-SmtpRelay ./none.json -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].CategoryInfo.Category | Should -Be 'ReadError'
    }

    It 'has a relay read its file again with -Reload' {
        Set-Config ', "allowNetwork": ["192.0.2.1"]'
        $relay = Start-SmtpRelay $config -DnsServer 127.0.0.1:9
        (Send-Mail $relay).Status | Should -Be 'Failed'
        Set-Config ', "allowNetwork": ["127.0.0.1"], "retry": { "first": "7s" }'
        $again = $relay | Start-SmtpRelay -Reload -WarningVariable warnings -WarningAction SilentlyContinue
        $again.State | Should -Be 'Running'
        "$warnings" | Should -BeLike "*'retry'*started again*"
        (Send-Mail $relay).Status | Should -Be 'Sent'

        Set-Content $config '{ "listenn": 1 }'
        Start-SmtpRelay -Reload -SpoolPath $spool -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelayNotReloaded,*'
        "$($problems[0])" | Should -BeLike '*goes on as before*'
        (Send-Mail $relay).Status | Should -Be 'Sent'
        Stop-SmtpRelay $spool
        Start-SmtpRelay -Reload -SpoolPath $spool -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelayNotRunning,*'
    }
}
