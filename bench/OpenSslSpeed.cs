using System.Globalization;

namespace SmtpAdmin.Bench;

/// <summary>The limit: RSA with 2048 bits of OpenSSL alone, without a message and with the key at hand.</summary>
internal static class OpenSslSpeed
{
    public const string Name = "openssl";

    private const string Program = "/usr/bin/openssl";

    public static bool IsInstalled => File.Exists(Program);

    /// <returns>Signatures and verifications in a second of processor time.</returns>
    public static async Task<(double Sign, double Verify)> RatesAsync(int seconds, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await BenchCommand.RunAsync(Program, ["speed", "-mr", "-seconds", $"{seconds}", "rsa2048"], cancellationToken);
        // +F2:2:2048:4329.000000:72961.000000
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith("+F2:", StringComparison.Ordinal));
        return exitCode == 0 && line?.Split(':') is [_, _, _, var sign, var verify]
            ? (double.Parse(sign, CultureInfo.InvariantCulture), double.Parse(verify, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"openssl speed ended with {exitCode}: {output}");
    }
}
