"""词库 (vocabulary): what the articles of the measured site are made of; written for it."""

from __future__ import annotations

import random
from typing import NamedTuple


class Column(NamedTuple):
    """栏目: path, Chinese and English name, the kind of its items, its share of the articles."""

    path: str
    name: str
    english: str
    kind: str
    share: int


COLUMNS: tuple[Column, ...] = (
    Column("yaowen", "政务要闻", "News", "news", 18),
    Column("tongzhi", "通知公告", "Notices", "notice", 14),
    Column("guihua", "规划计划", "Plans", "news", 5),
    Column("caizheng", "财政信息", "Finance", "news", 8),
    Column("renshi", "人事信息", "Personnel", "notice", 7),
    Column("caigou", "政府采购", "Procurement", "notice", 10),
    Column("xiangmu", "重大项目", "Projects", "news", 6),
    Column("yingji", "应急管理", "Emergencies", "news", 6),
    Column("tongji", "统计数据", "Statistics", "news", 5),
    Column("minsheng", "民生实事", "Livelihood", "news", 9),
    Column("jiaoyu", "教育信息", "Education", "news", 6),
    Column("huanbao", "生态环境", "Environment", "news", 6),
)

TOPICS = (
    "饮水安全", "道路养护", "公交线路", "学位供给", "校园食品", "社区养老", "家庭医生", "医保结算",
    "就业服务", "技能培训", "企业登记", "税费减免", "旧房改造", "物业管理", "河道整治", "空气质量",
    "垃圾分类", "防汛准备", "消防演练", "数据共享",
)  # fmt: skip
ASPECTS = ("", "方案", "进展", "问答", "名单", "标准", "经费", "监督", "评价", "公示")
TAGS: tuple[str, ...] = tuple(topic + aspect for topic in TOPICS for aspect in ASPECTS)
TAG_WEIGHTS: tuple[float, ...] = tuple(1 / (rank + 1) for rank in range(len(TAGS)))

OFFICES = (
    "市政府办公室", "市发展改革部门", "市财政部门", "市教育部门", "市水务部门", "市交通部门",
    "市住建部门", "市民政部门", "市卫生健康部门", "市应急部门", "市统计部门", "市人社部门",
    "各县区政府", "各镇街", "有关国有企业",
)  # fmt: skip
WRITERS = ("信息科", "综合科", "宣传科", "政策研究室", "新闻中心")
ACTIONS = (
    "完成了", "启动了", "逐项核对了", "按月通报", "正在扩大", "会同镇街推进",
    "公开征求意见后调整了", "提前安排了", "现场检查了", "委托第三方评估了",
)  # fmt: skip
MATTERS = (
    "十二个老旧小区的管网更新", "今年第三批便民服务事项", "汛期前的堤防排查", "乡村学校的取暖改造",
    "公交线路的优化调整", "门诊费用的直接结算", "小微企业的贷款贴息", "集中式饮用水源地的监测",
    "公共停车位的错时开放", "农村道路的日常养护", "政务数据目录的编制", "社区食堂的补贴发放",
    "失业人员的技能培训", "重点路口的信号配时", "建筑垃圾的规范处置", "养老机构的消防检查",
)  # fmt: skip
ENDINGS = (
    "，结果已向社会公布。", "，预计下月底前完成。", "，群众可以通过热线反映意见。",
    "，所需资金已列入年度预算。", "，进度每周更新一次。", "，由牵头单位负责解释。",
    "，未完成的事项将继续跟踪。", "，具体办法另行通知。",
)  # fmt: skip
OPENINGS = (
    "据介绍，", "会议指出，", "下一步，", "与去年同期相比，", "按照既定安排，", "**截至本月底**，",
    "", "", "",
)  # fmt: skip
HEADINGS = (
    "基本情况", "主要做法", "办理范围", "时间安排", "资金来源", "责任分工", "群众关心的问题",
    "监督方式", "后续工作", "联系方式",
)  # fmt: skip
TITLE_FORMS = ("公布{}", "通报{}", "推进{}", "说明{}", "部署{}")
ENGLISH = (
    "The city has finished checking the water mains in twelve neighbourhoods.",
    "Residents may send comments by telephone until the end of the month.",
    "The budget for this work is part of the yearly plan.",
    "Each district reports its progress once a week.",
    "The timetable of the bus lines was adjusted after a public hearing.",
    "Schools in the countryside receive new heating before winter.",
    "The results are published together with the method used.",
    "Further measures will be announced separately.",
)
SENTENCES = 6000
_SEED = 20261123


def sentence_pool() -> tuple[str, ...]:
    """A few thousand different sentences, the same ones every time."""
    draw = random.Random(_SEED)
    return tuple(_sentence(draw) for _ in range(SENTENCES))


def _sentence(draw: random.Random) -> str:
    text = draw.choice(OPENINGS) + draw.choice(OFFICES) + draw.choice(ACTIONS)
    text += draw.choice(MATTERS)
    if draw.random() < 0.4:
        text += f"，涉及资金{draw.randint(12, 9800)}万元，惠及{draw.randint(200, 90000)}人"
    if draw.random() < 0.3:
        text += f"，{draw.choice(OFFICES)}同步{draw.choice(ACTIONS)}{draw.choice(MATTERS)}"
    return text + draw.choice(ENDINGS)
