#Requires -Version 7.4

<#
.SYNOPSIS
    Builds, tests, packs and installs the module.
.DESCRIPTION
    A thin hand for people who sit in PowerShell: each task calls dotnet,
    and Pester where it tests. Nobody needs it to build: 'dotnet build' alone
    lays the module out in out/SmtpAdmin, and 'dotnet test' runs the tests.
.PARAMETER Task
    What to do:
    Build    compiles and lays the module out in out/SmtpAdmin.
    Test     runs 'dotnet test', then Pester (5 or later) on the module.
    Pack     makes artifacts/SmtpAdmin.<version>.nupkg for a gallery.
    Install  builds, and copies the module to a folder of PSModulePath.
    Clean    removes what the other tasks made.
.PARAMETER Configuration
    Release or Debug.
.PARAMETER Destination
    The folder that Install copies to, under the module's name and version.
    Without it, the first folder of $env:PSModulePath: the user's own.
.EXAMPLE
    ./build.ps1

    Builds. Then 'Import-Module ./out/SmtpAdmin' is all that is needed.
.EXAMPLE
    ./build.ps1 Test

    Runs every test that can run on this machine.
.EXAMPLE
    ./build.ps1 Install -WhatIf

    Says where the module would be installed, and does nothing.
.EXAMPLE
    ./build.ps1 Pack

    Makes the package. 'Publish-PSResource -NupkgPath' takes it to a gallery.
.LINK
    https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_psmodulepath
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pack', 'Install', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    [ValidateNotNullOrEmpty()]
    [string] $Destination = ($env:PSModulePath -split [System.IO.Path]::PathSeparator)[0]
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = $PSScriptRoot
$module = Join-Path $root 'out/SmtpAdmin'

switch ($Task) {
    'Build' {
        dotnet build $root/SmtpAdmin.slnx --configuration $Configuration
    }
    'Test' {
        dotnet test $root/SmtpAdmin.slnx --configuration $Configuration
        # In a process of its own, which lets go of the assemblies when it ends.
        & (Get-Process -Id $PID).Path -NoProfile -File $root/tests/pester/Invoke-Tests.ps1
    }
    'Pack' {
        dotnet pack $root/src/SmtpAdmin.PowerShell --configuration $Configuration
    }
    'Install' {
        $version = (Import-PowerShellDataFile $root/SmtpAdmin.psd1).ModuleVersion
        $target = Join-Path $Destination "SmtpAdmin/$version"
        if ($PSCmdlet.ShouldProcess($target, 'Install the module')) {
            dotnet build $root/src/SmtpAdmin.PowerShell --configuration $Configuration
            if (Test-Path $target) { Remove-Item $target -Recurse -Force }
            [void](New-Item $target -ItemType Directory -Force)
            Copy-Item $module/* $target -Recurse
            "Installed in $target"
        }
    }
    'Clean' {
        $made = @(
            Get-ChildItem $root/src, $root/tests, $root/tools -Directory | ForEach-Object { "$_/bin", "$_/obj" }
            "$root/bench/bin", "$root/bench/obj", "$root/out", "$root/artifacts"
        ) | Where-Object { Test-Path $_ }
        foreach ($folder in $made) {
            if ($PSCmdlet.ShouldProcess($folder, 'Remove')) { Remove-Item $folder -Recurse -Force }
        }
    }
}
