# The lab with the lists of DnsblLab.ps1, started: dot-source it in BeforeAll, and say Stop-Lab $lab in AfterAll.

. "$PSScriptRoot/Lab.ps1"
. "$PSScriptRoot/DnsblLab.ps1"
$lab = Start-ListLab
$dns = $lab.Dns.EndPoint.ToString()
$file = "$TestDrive/lists.json"
Set-Content $file $listFile
$common = @{ DnsServer = $dns; Timeout = 0.3 }
