using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace SmtpAdmin.Core.Tests.Architecture;

/// <summary>The metadata tokens in a method's instructions (ECMA-335 partition III).</summary>
internal static class InstructionTokens
{
    private const byte TwoBytePrefix = 0xFE;

    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value, code => code.OperandType);

    public static IEnumerable<int> Read(BlobReader code)
    {
        var tokens = new List<int>();
        while (code.RemainingBytes > 0)
        {
            var first = code.ReadByte();
            var value = first == TwoBytePrefix ? unchecked((short)((TwoBytePrefix << 8) | code.ReadByte())) : first;
            switch (Operands[value])
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.ReadByte();
                    break;
                case OperandType.InlineVar:
                    code.ReadInt16();
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.ReadInt64();
                    break;
                case OperandType.InlineSwitch:
                    for (var left = code.ReadInt32(); left > 0; left--) code.ReadInt32();
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    tokens.Add(code.ReadInt32());
                    break;
                default: // branch targets, integers, floats, strings, signatures: four octets
                    code.ReadInt32();
                    break;
            }
        }
        return tokens;
    }
}
