# A relay for the tests whose smart host takes nothing for now, so that its queue keeps what it is handed: dot-source it in BeforeAll.

. "$PSScriptRoot/Lab.ps1"

function Start-QueueLab {
    $later = [SmtpAdmin.Lab.LabFault]::ReplyWith('RcptTo', '451 4.7.1 Try again later', $null)
    $smartHost = [SmtpAdmin.Lab.LabSmtpSink]::Start([SmtpAdmin.Lab.LabSmtpSinkOptions]@{ Faults = [SmtpAdmin.Lab.LabFault[]]@($later) })
    $folder = [IO.Directory]::CreateTempSubdirectory('smtpadmin-relay-').FullName
    $lab = @{
        Folder = $folder
        Spool  = Join-Path $folder 'spool'
        Host   = $smartHost
        Dns    = [SmtpAdmin.Dns.DnsResolver]::new([SmtpAdmin.Dns.DnsResolverOptions]@{ Servers = [Net.IPEndPoint[]]@([Net.IPEndPoint]::new([Net.IPAddress]::Loopback, 9)) }, [TimeProvider]::System)
        Relay  = $null
    }
    Start-QueueLabRelay $lab
    $lab
}

function Start-QueueLabRelay($Lab) {
    $options = [SmtpAdmin.Smtp.Relay.SmtpRelayOptions]@{
        SpoolPath = $Lab.Spool
        HostName  = 'relay.lab.test'
        Listeners = [SmtpAdmin.Smtp.Relay.SmtpRelayListener[]]@(@{ EndPoint = [Net.IPEndPoint]::new([Net.IPAddress]::Loopback, 0) })
        Routes    = [SmtpAdmin.Smtp.Relay.SmtpRelayRoute[]]@(@{ SmartHosts = [SmtpAdmin.Smtp.Relay.SmtpSmartHost[]]@(@{ Host = '127.0.0.1'; Port = $Lab.Host.EndPoint.Port }) })
    }
    $Lab.Relay = [SmtpAdmin.Smtp.Relay.SmtpRelay]::StartAsync($options, $Lab.Dns, [TimeProvider]::System, [Threading.CancellationToken]::None).GetAwaiter().GetResult()
}

function Stop-QueueLabRelay($Lab) {
    if ($Lab.Relay) { $null = $Lab.Relay.DisposeAsync().AsTask().Wait(20000) }
    $Lab.Relay = $null
}

function Stop-QueueLab($Lab) {
    if (-not $Lab) { return }
    Stop-QueueLabRelay $Lab
    $null = $Lab.Host.DisposeAsync().AsTask().Wait(10000)
    $null = $Lab.Dns.DisposeAsync().AsTask().Wait(10000)
    Remove-Item $Lab.Folder -Recurse -Force
}

# Hands a message to the relay. Gives its queue id.
function Send-QueueLabMessage($Lab, [string] $Sender, [string[]] $Recipient) {
    $endPoint = [Net.IPEndPoint]::Parse($Lab.Relay.GetStatus().Listeners[0].EndPoint)
    $client = [Net.Sockets.TcpClient]::new('127.0.0.1', $endPoint.Port)
    try {
        $stream = $client.GetStream()
        $stream.ReadTimeout = 60000
        $reader = [IO.StreamReader]::new($stream)
        $writer = [IO.StreamWriter]::new($stream)
        $writer.NewLine = "`r`n"
        $writer.AutoFlush = $true
        $reply = $reader.ReadLine()
        $to = $Recipient | ForEach-Object { "RCPT TO:<$_>" }
        foreach ($line in @('HELO client.lab.test', "MAIL FROM:<$Sender>") + $to + @('DATA', "From: $Sender`r`nMessage-ID: <$([guid]::NewGuid().ToString('N'))@client.lab.test>`r`nSubject: lab`r`n`r`nThe body of the message.`r`n.")) {
            $writer.WriteLine($line)
            $reply = $reader.ReadLine()
            if ($reply -notmatch '^[23]') { throw "${line}: $reply" }
        }
        $reply.Split(' ')[-1]
    }
    finally {
        $client.Dispose()
    }
}

function Wait-QueueLabDeferred($Lab, [int] $Recipients) {
    Wait-Until { $Lab.Relay.GetStatus().Queue.Deferred -ge $Recipients } -Seconds 60 | Should -BeTrue -Because 'what was handed in is tried, and fails for now'
}
