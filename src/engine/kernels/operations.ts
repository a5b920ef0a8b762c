// The codes by which the TypeScript side names an operation; plain TypeScript and AssemblyScript alike.

export enum UnaryOp {
  Relu,
  Relu6,
  Elu,
  LeakyRelu,
  Clip,
  Step,
  Sigmoid,
  Tanh,
  Softplus,
  Exp,
  Log,
  Sqrt,
  Rsqrt,
  Square,
  Negate,
  Absolute,
  Reciprocal,
  /** x * first + second */
  Linear,
}

export enum BinaryOp {
  Add,
  Subtract,
  Multiply,
  Divide,
  Maximum,
  Minimum,
  SquaredDifference,
  /** Gradients: the left side is dy, the right side the activation's output y. */
  ReluGrad,
  SigmoidGrad,
  TanhGrad,
  EluGrad,
}

/** How the smaller operand of a binary operation is repeated over the larger one. */
export enum Broadcast {
  None,
  RightScalar,
  LeftScalar,
  /** [rows, n] with [n] */
  RightRow,
  LeftRow,
  /** [rows, n] with [rows, 1] */
  RightColumn,
  LeftColumn,
}

export enum CompareOp {
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  Equal,
  NotEqual,
}

export enum RecurrentActivation {
  Sigmoid,
  HardSigmoid,
}
