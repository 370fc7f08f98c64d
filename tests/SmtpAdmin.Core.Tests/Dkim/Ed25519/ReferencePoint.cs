using System.Numerics;

namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>A point of the curve.</summary>
/// <param name="X">x.</param>
/// <param name="Y">y.</param>
internal sealed record ReferencePoint(BigInteger X, BigInteger Y);
