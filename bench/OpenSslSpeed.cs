using System.Globalization;

namespace SmtpAdmin.Bench;

/// <summary>The limit of all signatures: those of OpenSSL alone, without a message.</summary>
internal static class OpenSslSpeed
{
    private const string Program = "/usr/bin/openssl";

    /// <returns>RSA signatures with 2048 bits in a second of processor time; not a number without <c>openssl</c>.</returns>
    public static async Task<double> SignRateAsync(int seconds, CancellationToken cancellationToken)
    {
        if (!File.Exists(Program)) return double.NaN;
        var (exitCode, output) = await BenchCommand.RunAsync(Program, ["speed", "-mr", "-seconds", $"{seconds}", "rsa2048"], cancellationToken);
        // +F2:2:2048:4329.000000:72961.000000: signatures and verifications a second
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith("+F2:", StringComparison.Ordinal));
        return exitCode == 0 && line is not null
            ? double.Parse(line.Split(':')[3], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"openssl speed ended with {exitCode}: {output}");
    }
}
